import { Alert, createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const peacock: MantineColorsTuple = [
  '#e7f5f4',
  '#cfe8e7',
  '#9fd3d2',
  '#6cbdbd',
  '#43a9ab',
  '#2a9a9d',
  '#14797f',
  '#0b5c63',
  '#084c52',
  '#043a3f',
];

const night: MantineColorsTuple = [
  '#e6edeb',
  '#c3cfcc',
  '#a5b4b1',
  '#6d7f7c',
  '#3a4947',
  '#2a3736',
  '#1c2827',
  '#152020',
  '#0e1516',
  '#0a1011',
];

const stone: MantineColorsTuple = [
  '#f7f6f2',
  '#edebe4',
  '#e4e1d8',
  '#d8d5ca',
  '#c3c0b4',
  '#a3a195',
  '#7d7c72',
  '#5c5c54',
  '#3e3f3a',
  '#262824',
];

export const FONT = "'Anek Latin Variable', 'Anek Devanagari Variable', 'Anek fallback', system-ui, sans-serif";

const TONES = { green: 'good', red: 'bad', yellow: 'gold' } as const;

export const theme = createTheme({
  colors: { peacock, gray: stone, dark: night },
  primaryColor: 'peacock',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.25,
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Alert: Alert.extend({
      vars: (_theme, { color }) => {
        const tone = TONES[color as keyof typeof TONES] ?? 'brand';
        return { root: { '--alert-bg': `var(--${tone}-soft)`, '--alert-color': `var(--${tone})` } };
      },
    }),
  },
});

/** Points Mantine's own variables at the product's palette (base.css). */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--paper)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-2)',
    '--mantine-color-default': 'var(--card)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-placeholder': 'var(--ink-2)',
    '--mantine-color-error': 'var(--bad)',
  };
  return { variables: {}, light: shared, dark: shared };
};
