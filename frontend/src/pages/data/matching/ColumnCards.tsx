import { useTranslation } from 'react-i18next';
import { ColumnHead, type ColumnsProps } from './ColumnHead';
import css from './Matching.module.css';
import { PreviewCell } from './PreviewTable';
import { matchOf } from './draft';

const SHOWN = 3;

/** The same as the preview table for narrow screens: one card per column. */
export function ColumnCards({ upload, draft, cells, onChange }: ColumnsProps) {
  const { t } = useTranslation('data');
  return (
    <ul className={css.cards} aria-label={t('mapping.preview')}>
      {upload.columns.map((column) => (
        <li key={column.name} className={css.card} data-used={Boolean(matchOf(draft, column.name))}>
          <ColumnHead column={column} isNew={upload.new_columns.includes(column.name)} draft={draft} onChange={onChange} />
          <div className={css.samples}>
            {cells(column.name)
              .slice(0, SHOWN)
              .map((cell, index) => (
                <PreviewCell key={`${index}-${cell.raw}`} cell={cell} />
              ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
