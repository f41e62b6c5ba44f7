import './app/mantine.css';
import './app/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { StartFailed } from './app/StartFailed';
import { loadConfig } from './app/config';
import { startI18n } from './app/i18n';
import { preloadFrame } from './app/router';
import { mayRestore, restore, watchOtherTabs } from './auth/session';

const root = createRoot(document.getElementById('root') as HTMLElement);

async function start(): Promise<void> {
  const texts = startI18n();
  const signedIn = loadConfig().then(restore);
  if (mayRestore()) void preloadFrame();
  const failed = await signedIn.then(
    () => false,
    () => true,
  );
  await texts;
  if (failed) {
    root.render(<StartFailed />);
    return;
  }
  watchOtherTabs();
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
