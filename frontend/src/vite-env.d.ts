/// <reference types="vite/client" />
import type en from '@/i18n/en';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}
