import { useTranslation } from 'react-i18next';
import type { UploadProblem } from '@/api/types';

/** A problem in the reader's language; in the server's words where they say more, or are all there is. */
export function useProblemText(): (problem: UploadProblem) => { readonly title: string; readonly detail: string } {
  const { t } = useTranslation('data');
  return ({ code, title, detail }) => ({
    title: t(`problem.${code as 'not_dates'}.title`, { defaultValue: title }),
    detail: t(`problem.${code as 'never_came'}.detail`, { defaultValue: detail }),
  });
}
