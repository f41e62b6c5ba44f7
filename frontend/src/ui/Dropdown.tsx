import { useClickOutside } from '@mantine/hooks';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import css from './Dropdown.module.css';

interface DropdownProps {
  readonly label: string;
  readonly className?: string;
  readonly state?: string;
  readonly placement: 'below-end' | 'above-start';
  readonly trigger: ReactNode;
  readonly children: ReactNode | ((close: () => void) => ReactNode);
}

/** A button that opens a small panel beside it; Escape, a press outside or leaving it by Tab closes it. */
export function Dropdown({ label, className, state, placement, trigger, children }: DropdownProps) {
  const [open, setOpen] = useState(false);
  const panelId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const root = useClickOutside<HTMLDivElement>(() => setOpen(false));
  useEffect(() => {
    if (open) panel.current?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div
      ref={root}
      className={css.root}
      onKeyDown={(event) => {
        if (open && event.key === 'Escape') close();
      }}
      onBlur={(event) => {
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className={className}
        data-state={state}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? panelId : undefined}
        onClick={() => setOpen(!open)}
      >
        {trigger}
      </button>
      {open && (
        <div ref={panel} id={panelId} role="dialog" aria-label={label} tabIndex={-1} className={css.panel} data-placement={placement}>
          {typeof children === 'function' ? children(close) : children}
        </div>
      )}
    </div>
  );
}
