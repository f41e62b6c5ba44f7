import { useTranslation } from 'react-i18next';
import { ColumnHead, type ColumnsProps } from './ColumnHead';
import css from './Matching.module.css';
import { matchOf } from './draft';
import type { Cell } from './usePreview';

/** The first rows of the file; every heading is a list of what the column may be used as. */
export function PreviewTable({ upload, draft, cells, onChange }: ColumnsProps) {
  const { t } = useTranslation('data');
  const columns = upload.columns.map((column) => ({ column, values: cells(column.name) }));
  const height = Math.max(0, ...columns.map(({ values }) => values.length));
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={t('mapping.preview')}>
      <table className={css.preview}>
        <caption className="visually-hidden">{t('mapping.preview')}</caption>
        <thead>
          <tr>
            {columns.map(({ column }) => (
              <th key={column.name} scope="col" data-used={Boolean(matchOf(draft, column.name))}>
                <ColumnHead column={column} isNew={upload.new_columns.includes(column.name)} draft={draft} onChange={onChange} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: height }, (_, row) => (
            <tr key={row}>
              {columns.map(({ column, values }) => (
                <td key={column.name} data-used={Boolean(matchOf(draft, column.name))}>
                  <PreviewCell cell={values[row]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A value as it stands in the file, and how it will be read where that is not the same. */
export function PreviewCell({ cell }: { readonly cell: Cell | undefined }) {
  const { t } = useTranslation('data');
  if (!cell) return null;
  return (
    <span className={css.cell} data-wrong={cell.wrong}>
      <span dir="auto">{cell.raw || '\u00a0'}</span>
      {(cell.reading || cell.wrong) && <span className={css.reading}>{cell.reading ?? t('mapping.doesNotFit')}</span>}
    </span>
  );
}
