import { useTranslation } from 'react-i18next';
import { Choice } from '@/ui/Choice';
import css from './StorePicker.module.css';
import { useStoreChoice } from './tenant';

const ALL = '*';

/** Chooses one store or all; kept in the URL, so a link shows the same. */
export function StorePicker() {
  const { t } = useTranslation();
  const { storeId, stores, choose } = useStoreChoice();
  if (stores.length === 0) return null;
  const options = stores.map((store) => ({ value: store.store_id, label: store.store_name }));
  return (
    <Choice
      className={css.picker}
      label={t('store.label')}
      icon="store"
      options={[{ value: ALL, label: t('store.all') }, ...options]}
      value={storeId ?? ALL}
      onChange={(value) => choose(value === ALL ? undefined : value)}
    />
  );
}
