import { TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SORTS, type ForecastsSearch } from '@/app/search';
import { Choice } from '@/ui/Choice';
import { Icon } from '@/ui/Icon';
import css from './ForecastsPage.module.css';

/** Search, category and, where the table has no headings, the order. */
export function ListFilters({ categories }: { readonly categories: readonly string[] }) {
  const { t } = useTranslation('forecasts');
  const { q, category, sort } = useSearch({ from: '/inside/forecasts' });
  const navigate = useNavigate();
  const set = (change: ForecastsSearch) =>
    void navigate({ to: '/forecasts', search: (previous) => ({ ...previous, ...change }), replace: true });
  return (
    <div className={css.filters}>
      <TextInput
        className={css.search}
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<Icon name="search" size={18} />}
        defaultValue={q ?? ''}
        onChange={(event) => set({ q: event.currentTarget.value || undefined })}
      />
      {categories.length > 0 && (
        <Choice
          className={css.select}
          label={t('category')}
          value={category ?? ''}
          onChange={(value) => set({ category: value || undefined })}
          options={[{ value: '', label: t('allCategories') }, ...categories.map((value) => ({ value, label: value }))]}
        />
      )}
      <Choice
        className={`${css.select} ${css.phoneOnly}`}
        label={t('sort')}
        value={sort ?? ''}
        onChange={(value) => set({ sort: SORTS.find((each) => each === value), dir: undefined })}
        options={[
          { value: '', label: t('sort') },
          ...SORTS.map((value) => ({ value, label: t(`list.${value}`) })),
        ]}
      />
    </div>
  );
}
