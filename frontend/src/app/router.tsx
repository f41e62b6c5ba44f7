import {
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { session } from '@/auth/session';
import { NotFound, RouteError } from '@/shell/Fallbacks';
import { dataSearch, forecastsSearch, signInSearch, storeSearch, todaySearch } from './search';

const Shell = lazyRouteComponent(() => import('@/shell/Shell'), 'Shell');
const Today = lazyRouteComponent(() => import('@/pages/today/TodayPage'), 'TodayPage');

/** Fetches the frame, and on its address the first page, while the session is being restored. */
export const preloadFrame = (): Promise<unknown> =>
  Promise.all([Shell.preload?.(), window.location.pathname === '/' ? Today.preload?.() : undefined]);

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: RouteError });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  beforeLoad: ({ search }) => {
    if (session()) throw redirect({ href: search.next ?? '/' });
  },
  component: lazyRouteComponent(() => import('@/pages/sign-in/SignInPage'), 'SignInPage'),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: ({ location }) => {
    if (!session()) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
  },
  component: Shell,
});

const today = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: todaySearch,
  component: Today,
});

const forecasts = createRoute({
  getParentRoute: () => inside,
  path: '/forecasts',
  validateSearch: forecastsSearch,
  component: lazyRouteComponent(() => import('@/pages/forecasts/ForecastsPage'), 'ForecastsPage'),
});

const forecast = createRoute({
  getParentRoute: () => inside,
  path: '/forecasts/$storeId/$skuId',
  validateSearch: forecastsSearch,
  component: lazyRouteComponent(() => import('@/pages/forecasts/ForecastDetailPage'), 'ForecastDetailPage'),
});

const data = createRoute({
  getParentRoute: () => inside,
  path: '/data',
  validateSearch: dataSearch,
  component: lazyRouteComponent(() => import('@/pages/data/DataPage'), 'DataPage'),
});

const upload = createRoute({
  getParentRoute: () => inside,
  path: '/data/$uploadId',
  validateSearch: storeSearch,
  component: lazyRouteComponent(() => import('@/pages/data/UploadPage'), 'UploadPage'),
});

const routeTree = root.addChildren([signIn, inside.addChildren([today, forecasts, forecast, data, upload])]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
