import './app/mantine.css';
import './app/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { StartFailed } from './app/StartFailed';
import { loadConfig } from './app/config';
import { startI18n } from './app/i18n';
import { restore, watchOtherTabs } from './auth/session';

const root = createRoot(document.getElementById('root') as HTMLElement);

async function start(): Promise<void> {
  await startI18n();
  try {
    await loadConfig();
    await restore();
  } catch {
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
