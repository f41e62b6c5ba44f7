import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { KpiName, KpiTile, MissingFile, TableName } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Delta } from '@/ui/Delta';
import { Icon } from '@/ui/Icon';
import { Sparkline } from '@/ui/Sparkline';
import css from './KpiTiles.module.css';

const SENSE: Record<KpiName, 'good' | 'bad' | 'neutral'> = {
  revenue: 'good',
  margin: 'good',
  forecast_accuracy: 'good',
  stockout_rate: 'bad',
  inventory_turns: 'good',
};

const FILE_FOR: Record<MissingFile, TableName> = { stock: 'inventory', unit_cost: 'products', history: 'sales' };

/** From this coverage on, a figure counts as known for everything. */
const WHOLE_PCT = 99.5;

/** The five key figures; a figure that cannot be computed says which file it needs. */
export function KpiTiles({ tiles }: { readonly tiles: readonly KpiTile[] }) {
  const { t } = useTranslation('today');
  return (
    <ul className={css.tiles} aria-label={t('kpi.label')}>
      {tiles.map((tile) => (
        <li key={tile.kpi} className={`card ${css.tile}`} data-kpi={tile.kpi}>
          <span className={css.name}>{t(`kpi.${tile.kpi}`)}</span>
          {tile.needs && tile.value === null ? <Needs needs={tile.needs} /> : <Figure tile={tile} />}
        </li>
      ))}
    </ul>
  );
}

function Figure({ tile }: { readonly tile: KpiTile }) {
  const { t } = useTranslation('today');
  const { t: tc } = useTranslation();
  const formats = useFormats();
  const value = {
    money: formats.moneyShort(tile.value),
    percent: formats.percent(tile.value),
    ratio: formats.decimal(tile.value, 1),
  }[tile.unit];
  return (
    <>
      <strong className={css.value}>{value}</strong>
      {tile.change_pct === null ? (
        <span className={`muted ${css.versus}`}>{tc('change.new')}</span>
      ) : (
        <span className={css.versus}>
          <Delta value={tile.change_pct} sense={SENSE[tile.kpi]} /> <span className={`muted ${css.versusWords}`}>{tc('change.versus')}</span>
        </span>
      )}
      {tile.coverage_pct != null && tile.coverage_pct < WHOLE_PCT && (
        <span className={`muted ${css.versus}`}>{t('kpi.coverage', { share: formats.percent(tile.coverage_pct, 0) })}</span>
      )}
      <div className={css.spark}>
        <Sparkline values={tile.spark} label={t('kpi.spark', { name: t(`kpi.${tile.kpi}`) })} />
      </div>
    </>
  );
}

function Needs({ needs }: { readonly needs: MissingFile }) {
  const { t } = useTranslation('today');
  return (
    <>
      <strong className={`muted ${css.value}`} aria-hidden="true">
        –
      </strong>
      <Link to="/data" search={(previous) => ({ store: previous.store, table: FILE_FOR[needs] })} className={css.needs}>
        {t(`needs.${needs}`)}
        <Icon name="right" size={14} />
      </Link>
    </>
  );
}

export function KpiTilesSkeleton() {
  return (
    <div className={css.tiles} aria-hidden="true">
      {Array.from({ length: 5 }, (_, index) => (
        <Skeleton key={index} height={142} radius="lg" />
      ))}
    </div>
  );
}
