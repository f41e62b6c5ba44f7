import { useTranslation } from 'react-i18next';

/** What people call one of our columns. */
export function useTargetName(): (target: string) => string {
  const { t } = useTranslation('data');
  return (target) => t(`target.${target as 'date'}`, { defaultValue: target.replaceAll('_', ' ') });
}
