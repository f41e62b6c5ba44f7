import { useTranslation } from 'react-i18next';
import type { UploadQuestion } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Choice } from '@/ui/Choice';
import css from './UploadPage.module.css';
import type { Change, Draft } from './mapping';
import { CURRENCIES } from './tables';

interface QuestionsProps {
  readonly questions: readonly UploadQuestion[];
  readonly answers: Draft['answers'];
  readonly onAnswer: (change: Change) => void;
}

/** What the file cannot say by itself: the order of day and month, the currency. */
export function Questions({ questions, answers, onAnswer }: QuestionsProps) {
  const { t } = useTranslation('data');
  const { locale } = useFormats();
  if (questions.length === 0) return null;
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  const currencies = CURRENCIES.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
  return (
    <div className={css.questions}>
      <h3>{t('mapping.question')}</h3>
      {questions.map((question) => (
        <div key={question.field} className={css.question}>
          <span>{question.text}</span>
          <Choice
            label={`${t('mapping.answer')}: ${question.text}`}
            value={answers[question.field] ?? ''}
            onChange={(value) => onAnswer({ type: 'answer', field: question.field, value })}
            options={[
              { value: '', label: t('mapping.choose') },
              ...(question.options.length > 0 ? question.options : currencies),
            ]}
          />
        </div>
      ))}
    </div>
  );
}
