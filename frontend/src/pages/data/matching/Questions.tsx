import { useTranslation } from 'react-i18next';
import type { Upload, UploadQuestion } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Choice } from '@/ui/Choice';
import { CURRENCIES } from '../tables';
import { useTargetName } from '../useTargetName';
import css from './Matching.module.css';
import { OptionCards } from './OptionCards';
import { answerTo, type Change, type Draft } from './draft';
import { readDate, readNumber } from './reading';

interface QuestionsProps {
  readonly upload: Upload;
  readonly draft: Draft;
  readonly onAnswer: (change: Change) => void;
}

const SHOWN = 2;

/** What the file cannot say by itself; nothing is guessed. */
export function Questions({ upload, draft, onAnswer }: QuestionsProps) {
  const { t } = useTranslation('data');
  const { questions } = upload;
  const titleOf = useTitle();
  const labelOf = useOptionLabel();
  const show = useReadings(upload, draft);
  if (questions.length === 0) return null;
  return (
    <div className={css.questions}>
      <h3>{t('mapping.question')}</h3>
      {questions.map((question) =>
        question.field === 'currency' && question.options.length === 0 ? (
          <Currency key="currency" value={draft.answers.currency ?? ''} onAnswer={onAnswer} />
        ) : (
          <OptionCards
            key={question.field}
            name={question.field}
            title={titleOf(question)}
            options={question.options.map((option) => ({
              value: option.value,
              label: labelOf(question.field, option),
              shows: show(question, option.value),
            }))}
            value={answerTo(draft, question.field)}
            onChange={(value) => onAnswer({ type: 'answer', field: question.field, value })}
          />
        ),
      )}
    </div>
  );
}

/** The question in the reader's language; the server's own English where it says more. */
function useTitle(): (question: UploadQuestion) => string {
  const { t, i18n } = useTranslation('data');
  const targetName = useTargetName();
  return ({ field, text }) => {
    if (i18n.language === 'en' && text) return text;
    const [kind = '', target = ''] = field.split('.');
    return t(`question.${kind as 'date_formats'}`, { target: targetName(target), defaultValue: text });
  };
}

/** An answer in the reader's language; names of columns stay as they are. */
function useOptionLabel(): (field: string, option: UploadQuestion['options'][number]) => string {
  const { t, i18n } = useTranslation('data');
  return (field, { value, label }) => {
    if (i18n.language === 'en' || !field.includes('.')) return label;
    if (field.startsWith('decimals.')) return t(value === ',' ? 'question.comma' : 'question.point');
    if (field.startsWith('renamed.')) return value || t('question.gone');
    const first = { d: 'dayFirst', Y: 'yearFirst', y: 'yearFirst' }[value[1] ?? ''] ?? 'monthFirst';
    return t(`question.${first as 'dayFirst'}`);
  };
}

/** What an answer makes of the first values of the column it is about. */
function useReadings(upload: Upload, draft: Draft) {
  const formats = useFormats();
  return ({ field, options }: UploadQuestion, value: string): (readonly [string, string | null])[] => {
    const [kind, target = ''] = field.split('.');
    const column = kind === 'renamed' ? value : draft.matches.find((match) => match.target === target)?.column;
    const given = upload.columns.find(({ name }) => name === column)?.samples ?? [];
    const samples = [...new Set(given)];
    if (kind === 'date_formats') {
      const telling = samples.filter((raw) => new Set(options.map((option) => readDate(raw, option.value))).size > 1);
      return (telling.length > 0 ? telling : samples).slice(0, SHOWN).map((raw) => {
        const iso = readDate(raw, value);
        return [raw, iso && formats.date(iso)];
      });
    }
    if (kind === 'decimals') {
      return samples.slice(0, SHOWN).map((raw) => {
        const number = readNumber(raw, value);
        return [raw, number === null ? null : formats.decimal(number, 3)];
      });
    }
    return [];
  };
}

interface CurrencyProps {
  readonly value: string;
  readonly onAnswer: (change: Change) => void;
}

function Currency({ value, onAnswer }: CurrencyProps) {
  const { t } = useTranslation('data');
  const { locale } = useFormats();
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return (
    <div className={css.asked}>
      <span aria-hidden="true">{t('question.currency')}</span>
      <Choice
        label={t('question.currency')}
        value={value}
        onChange={(code) => code && onAnswer({ type: 'answer', field: 'currency', value: code })}
        options={[
          ...(value ? [] : [{ value: '', label: t('mapping.choose') }]),
          ...CURRENCIES.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` })),
        ]}
      />
    </div>
  );
}
