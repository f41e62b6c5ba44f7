/** Short messages with an optional undo; the region in the shell shows them. */
import { useSyncExternalStore } from 'react';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'info' | 'good' | 'bad';
  readonly undo?: () => void;
}

const STAY_MS = 7_000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a message for some seconds; at most three are kept. */
export function toast(text: string, options: { tone?: Toast['tone']; undo?: () => void } = {}): void {
  const id = nextId++;
  set([...toasts, { id, text, tone: options.tone ?? 'info', undo: options.undo }].slice(-3));
  setTimeout(() => dismiss(id), STAY_MS);
}

/** Takes a message away. */
export function dismiss(id: number): void {
  set(toasts.filter((each) => each.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
