import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { STATUSES, TYPES, type TodaySearch } from '@/app/search';
import { Choice } from '@/ui/Choice';
import css from './DecisionList.module.css';

/** Kind, status and category of the decisions shown; kept in the URL. */
export function DecisionFilters({ categories }: { readonly categories: readonly string[] }) {
  const { t } = useTranslation('today');
  const { type, status, category } = useSearch({ from: '/inside/' });
  const navigate = useNavigate();
  const set = (change: TodaySearch) =>
    void navigate({ to: '/', search: (previous) => ({ ...previous, ...change }), replace: true });
  return (
    <div className={css.filters}>
      <SegmentedControl
        className={css.types}
        aria-label={t('decisions.typeLabel')}
        value={type ?? 'all'}
        onChange={(value) => set({ type: TYPES.find((each) => each === value) })}
        data={(['all', ...TYPES] as const).map((value) => ({ value, label: t(`decisions.types.${value}`) }))}
      />
      <Choice
        className={css.select}
        label={t('decisions.status.label')}
        value={status ?? 'proposed'}
        onChange={(value) => set({ status: STATUSES.find((each) => each === value && each !== 'proposed') })}
        options={STATUSES.map((value) => ({ value, label: t(`decisions.status.${value}`) }))}
      />
      {categories.length > 0 && (
        <Choice
          className={css.select}
          label={t('decisions.category')}
          value={category ?? ''}
          onChange={(value) => set({ category: value || undefined })}
          options={[
            { value: '', label: t('decisions.allCategories') },
            ...categories.map((value) => ({ value, label: value })),
          ]}
        />
      )}
    </div>
  );
}
