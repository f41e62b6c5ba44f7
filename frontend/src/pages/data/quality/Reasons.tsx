import { useTranslation } from 'react-i18next';
import type { RejectReason, Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { useTargetName } from '../useTargetName';
import css from './Quality.module.css';

/** What a rule of the checks means, in the reader's language. */
function useRuleText(): (rule: string, fallback: string) => string {
  const { t } = useTranslation('data');
  return (rule, fallback) => t(`rule.${rule as 'missing'}`, { defaultValue: fallback });
}

/** Why rows were set aside: how many, and one of them to look at. */
export function Reasons({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const reasons = upload.report?.reasons ?? [];
  if (reasons.length === 0) return null;
  return (
    <section aria-labelledby="reasons-title">
      <h3 id="reasons-title">{t('quality.reasons')}</h3>
      <ul className={css.reasons}>
        {reasons.map((reason) => (
          <Reason key={`${reason.field}-${reason.reason}`} reason={reason} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

function Reason({ reason, upload }: { readonly reason: RejectReason; readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const targetName = useTargetName();
  const text = useRuleText()(reason.reason, upload.quality.find(({ rule }) => rule === reason.reason)?.detail ?? reason.reason);
  const value = reason.example?.trim() ? `“${reason.example}”` : t('quality.nothing');
  return (
    <li>
      <span className={css.rows}>{formats.count(reason.rows)}</span>
      <span>
        {reason.field && <strong>{targetName(reason.field)}: </strong>}
        {text}
        {reason.example_row !== null && (
          <span className={`muted small ${css.example}`}>
            {t('quality.example', { row: formats.count(reason.example_row), value })}
          </span>
        )}
      </span>
    </li>
  );
}

/** What else was found and done; no row was lost by it. */
export function Findings({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const ruleText = useRuleText();
  const told = new Set(upload.report?.reasons.map(({ reason }) => reason));
  const others = upload.quality.filter(({ rule }) => !told.has(rule));
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="findings-title">
      <h3 id="findings-title">{t('quality.findings')}</h3>
      <ul className={css.reasons}>
        {others.map(({ rule, rows, detail }) => (
          <li key={rule}>
            <span className={css.rows}>{formats.count(rows)}</span>
            <span>{ruleText(rule, detail)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
