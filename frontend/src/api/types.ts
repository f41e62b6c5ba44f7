/** The shapes of the API's answers and requests. */
export type * from './uploads';

/** Money and other decimals arrive as JSON numbers or as exact decimal strings. */
export type Decimal = number | string;

export interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { readonly field: string; readonly reason: string }[];
}

export type KpiName = 'revenue' | 'margin' | 'forecast_accuracy' | 'stockout_rate' | 'inventory_turns';
export type MissingFile = 'stock' | 'unit_cost' | 'history';

export interface KpiTile {
  readonly kpi: KpiName;
  readonly value: Decimal | null;
  readonly previous: Decimal | null;
  readonly change_pct: Decimal | null;
  readonly unit: 'money' | 'percent' | 'ratio';
  readonly spark: readonly (Decimal | null)[];
  readonly needs: MissingFile | null;
  /** Share of revenue whose products carry the needed input. */
  readonly coverage_pct: number | null;
}

export interface Store {
  readonly store_id: string;
  readonly store_name: string | null;
}

export interface Kpis {
  readonly as_of: string | null;
  readonly currency: string | null;
  readonly time_zone: string | null;
  readonly tenant_name: string | null;
  readonly simulated: boolean;
  readonly tiles: readonly KpiTile[];
  readonly stores: readonly Store[];
  readonly missing: readonly string[];
  readonly categories: readonly string[];
}

export interface KpiDay {
  readonly date: string;
  readonly revenue: Decimal | null;
  readonly units: Decimal | null;
  readonly forecast_units: Decimal | null;
  readonly forecast_lower: Decimal | null;
  readonly forecast_upper: Decimal | null;
}

export interface KpiSeries {
  readonly as_of: string | null;
  readonly series: readonly KpiDay[];
}

export type RecommendationType = 'reorder' | 'price' | 'alert';
export type RecommendationStatus = 'proposed' | 'accepted' | 'rejected' | 'expired';

export interface Recommendation {
  readonly rec_id: string;
  readonly rec_type: RecommendationType;
  readonly sku_id: string;
  readonly store_id: string;
  readonly product_name: string | null;
  readonly category: string | null;
  readonly run_date: string;
  readonly reorder_qty?: Decimal | null;
  readonly risk?: string | null;
  readonly score: Decimal;
  readonly status: RecommendationStatus;
  readonly explanation: string;
  readonly components: Readonly<Record<string, Decimal | null>>;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly degraded: boolean;
  readonly by?: string | null;
  readonly at?: string | null;
  readonly reason?: string | null;
}

export interface Recommendations {
  readonly as_of_date: string;
  readonly recommendations: readonly Recommendation[];
}

export interface ForecastRow {
  readonly sku_id: string;
  readonly product_name: string | null;
  readonly category: string | null;
  readonly units_28d: Decimal;
  readonly forecast_28d: Decimal;
  readonly change_pct: Decimal | null;
  readonly revenue_28d: Decimal | null;
  readonly degraded: boolean;
}

export interface ForecastPage {
  readonly as_of: string;
  readonly items: readonly ForecastRow[];
  readonly next: string | null;
}

export interface ForecastPoint {
  readonly date: string;
  readonly yhat: number;
  readonly yhat_lower: number;
  readonly yhat_upper: number;
}

export interface Driver {
  readonly feature: string;
  readonly impact: 'high' | 'medium' | 'low';
  readonly contribution: number;
}

export interface Forecast {
  readonly sku_id: string;
  readonly store_id: string;
  readonly product_name: string | null;
  readonly series: readonly ForecastPoint[];
  readonly drivers: readonly Driver[];
  readonly degraded: boolean;
  readonly reason: string | null;
  readonly history: readonly { readonly date: string; readonly units: number }[];
  readonly backtest: { readonly wape: number | null; readonly naive_wape: number | null } | null;
}

export type Objective = 'maximize_margin' | 'maximize_revenue';

export interface PriceAsk {
  readonly sku_id: string;
  readonly store_id: string;
  /** Without it the last known price counts. */
  readonly current_price?: number;
  readonly objective: Objective;
}

export interface PriceSuggestion {
  readonly sku_id: string;
  readonly store_id: string;
  readonly current_price: Decimal;
  readonly recommended_price: Decimal;
  readonly objective: Objective;
  readonly basis: 'elasticity' | 'price_test' | 'competitor_parity' | 'guardrail' | 'none';
  /** Gain in margin against today's revenue: a thin margin cannot blow it up. */
  readonly expected_gain_pct_of_revenue: Decimal | null;
  readonly expected_gain_interval_pct_of_revenue: readonly [Decimal, Decimal] | null;
  readonly expected_margin_uplift_pct: Decimal | null;
  readonly expected_margin_uplift_interval_pct: readonly [Decimal, Decimal] | null;
  readonly expected_revenue_uplift_pct: Decimal | null;
  readonly expected_revenue_uplift_interval_pct: readonly [Decimal, Decimal] | null;
  /** The published source of the cap on the expected change, where it was applied. */
  readonly impact_cap: string | null;
  readonly guardrails: { readonly min_margin_pct: Decimal; readonly max_delta_pct: Decimal };
  readonly evidence: {
    readonly competitor_band: readonly [Decimal, Decimal] | null;
    readonly elasticity: Decimal | null;
    readonly elasticity_interval: readonly [Decimal, Decimal] | null;
  };
  readonly held: boolean;
  readonly degraded: boolean;
  readonly because: readonly string[];
}

export type RunState = 'requested' | 'running' | 'done' | 'failed';

export interface PlanRun {
  readonly run_id: string;
  readonly state: RunState;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly stages: readonly { readonly stage: string; readonly at: string }[];
  readonly problem: { readonly title: string; readonly detail: string } | null;
}
