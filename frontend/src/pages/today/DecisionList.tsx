import { Button, Skeleton } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Verdict } from '@/api/commands';
import type { Kpis, Recommendation } from '@/api/types';
import { useRights, useSession } from '@/auth/session';
import { useStoreChoice } from '@/shell/tenant';
import { ErrorView, StateView } from '@/ui/StateView';
import { toast } from '@/ui/toasts';
import { DecisionCard } from './DecisionCard';
import { DecisionFilters } from './DecisionFilters';
import css from './DecisionList.module.css';
import { MOST_STORES, useDecide, useDecisions } from './decisions';

const PAGE = 10;

/** The decisions in view, dearest first. Decided ones stay in place as one line until the page is left. */
export function DecisionList({ kpis }: { readonly kpis: Kpis }) {
  const { t } = useTranslation('today');
  const rights = useRights();
  return (
    <section aria-labelledby="decisions-title" className={css.section}>
      <h2 id="decisions-title">{t('decisions.title')}</h2>
      {rights.seeDecisions ? (
        <Decisions kpis={kpis} />
      ) : (
        <div className="card">
          <StateView icon="lock" title={t('decisions.notYours')} detail={t('decisions.notYoursDetail')} />
        </div>
      )}
    </section>
  );
}

function Decisions({ kpis }: { readonly kpis: Kpis }) {
  const { t } = useTranslation('today');
  const { t: tc } = useTranslation();
  const { storeId, stores, nameOf } = useStoreChoice();
  const { type, status = 'proposed', category } = useSearch({ from: '/inside/' });
  const decisions = useDecisions(storeId, stores, category);
  const { kept, decide } = useVerdicts();
  const [shown, setShown] = useState(PAGE);
  const rights = useRights();
  const matching = decisions.list.filter(
    (rec) => (!type || rec.rec_type === type) && (rec.status === status || kept.has(rec.rec_id)),
  );
  const open = matching.filter((rec) => rec.status === 'proposed').length;
  return (
    <>
      <p className="muted">
        {t('decisions.count', { count: open })} · {t('decisions.lead')}
        {decisions.partial && ` · ${t('decisions.partial', { shown: MOST_STORES, all: stores.length })}`}
      </p>
      <DecisionFilters categories={kpis.categories} />
      {decisions.isPending && <CardsSkeleton />}
      {decisions.error && !decisions.isPending && (
        <div className="card">
          <ErrorView error={decisions.error} onRetry={() => void decisions.refetch()} />
        </div>
      )}
      {!decisions.isPending && !decisions.error && matching.length === 0 && (
        <NoDecisions filtered={Boolean(type ?? category)} history={status !== 'proposed'} />
      )}
      {!decisions.isPending && matching.length > 0 && (
        <div className={css.cards}>
          {matching.slice(0, shown).map((rec) => (
            <DecisionCard
              key={`${rec.store_id}/${rec.rec_id}`}
              rec={rec}
              storeName={nameOf(rec.store_id)}
              mayDecide={rights.decide}
              onDecide={(verdict, title, reason) => decide(rec, verdict, title, reason)}
            />
          ))}
        </div>
      )}
      {!decisions.isPending && matching.length > shown && (
        <Button variant="default" className={css.more} onClick={() => setShown(shown + PAGE)}>
          {tc('more')}
        </Button>
      )}
    </>
  );
}

function useVerdicts() {
  const { t } = useTranslation('today');
  const email = useSession()?.claims.email ?? '';
  const saving = useDecide(email);
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const decide = (rec: Recommendation, verdict: Verdict, title: string, reason?: string) => {
    setKept((before) => new Set(before).add(rec.rec_id));
    saving.mutate(
      { rec, verdict, reason },
      {
        onSuccess: (saved) => announce(saved, verdict, title),
        onError: (error) => toast(t('card.failed', { detail: error.message }), { tone: 'bad' }),
      },
    );
  };
  const announce = (saved: Recommendation, verdict: Verdict, what: string) => {
    if (verdict === 'undo') return toast(t('card.toastUndone', { what }));
    const text = t(verdict === 'accept' ? 'card.toastAccepted' : 'card.toastRejected', { what });
    return toast(text, { tone: 'good', undo: () => decide(saved, 'undo', what) });
  };
  return { kept, decide };
}

function NoDecisions({ filtered, history }: { readonly filtered: boolean; readonly history: boolean }) {
  const { t } = useTranslation('today');
  const { t: tc } = useTranslation();
  const kind = filtered ? 'emptyFiltered' : history ? 'emptyStatus' : 'empty';
  return (
    <div className="card">
      <StateView icon="inbox" title={t(`decisions.${kind}`)} detail={t(`decisions.${kind}Detail`)}>
        {(filtered || history) && (
          <Button variant="default" component={Link} to="/" search={((previous: { store?: string }) => ({ store: previous.store })) as never}>
            {tc('clear')}
          </Button>
        )}
      </StateView>
    </div>
  );
}

function CardsSkeleton() {
  return (
    <div className={css.cards} aria-hidden="true">
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} height={178} radius="lg" />
      ))}
    </div>
  );
}
