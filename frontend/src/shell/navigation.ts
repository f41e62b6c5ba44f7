import type { IconName } from '@/ui/Icon';

interface Destination {
  readonly to: '/' | '/forecasts' | '/data';
  readonly key: 'today' | 'forecasts' | 'data';
  readonly icon: IconName;
  readonly exact: boolean;
}

export const NAVIGATION: readonly Destination[] = [
  { to: '/', key: 'today', icon: 'today', exact: true },
  { to: '/forecasts', key: 'forecasts', icon: 'forecasts', exact: false },
  { to: '/data', key: 'data', icon: 'data', exact: false },
];
