import type { Decimal } from '@/api/types';
import { toNumber } from '@/format/format';

interface SparklineProps {
  readonly values: readonly (Decimal | null)[];
  readonly label: string;
}

const WIDTH = 120;
const HEIGHT = 32;

/** Turns values into an SVG path; unknown values break the line. */
export function sparkPath(values: readonly (number | null)[], width = WIDTH, height = HEIGHT): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const step = width / Math.max(values.length - 1, 1);
  let path = '';
  let drawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const y = height - 2 - ((value - low) / span) * (height - 4);
    path += `${drawing ? 'L' : 'M'}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    drawing = true;
  });
  return path;
}

/** A line of the last weeks, without axes. */
export function Sparkline({ values, label }: SparklineProps) {
  const numbers = values.map(toNumber);
  const path = sparkPath(numbers);
  if (numbers.filter((value) => value !== null).length < 2) return null;
  const whole = numbers.every((value) => value !== null);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" width="100%" height={HEIGHT} role="img" aria-label={label}>
      {whole && <path d={`${path}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} fill="var(--brand)" opacity={0.1} />}
      <path d={path} fill="none" stroke="var(--brand)" strokeWidth={1.75} vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
    </svg>
  );
}
