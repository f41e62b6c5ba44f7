/** The shapes of uploads: asking, following, matching columns. */
export type TableName =
  | 'sales'
  | 'inventory'
  | 'competitor-prices'
  | 'products'
  | 'stores'
  | 'suppliers'
  | 'receipts'
  | 'promotions'
  | 'holidays';

export type UploadState =
  | 'awaiting_upload'
  | 'inspecting'
  | 'needs_mapping'
  | 'cleaning'
  | 'curated'
  | 'failed'
  | 'deleting'
  | 'deleted';

export type UploadOrigin = 'file' | 'inline' | 'connector' | 'stream';

export interface UploadTicket {
  readonly upload_id: string;
  readonly table: TableName;
  readonly state: UploadState;
  readonly mode: 'single' | 'multipart' | 'inline';
  /** Null where the file goes in parts, or went with the request. */
  readonly upload_url: string | null;
  readonly expires_in_seconds: number;
  readonly upload_headers: Readonly<Record<string, string>>;
  readonly part_bytes: number | null;
  readonly parts: number | null;
}

/** What the server has of a file in parts, and addresses for the next ones. */
export interface PartList {
  readonly part_bytes: number;
  readonly parts: number;
  readonly received: readonly number[];
  readonly urls: readonly { readonly number: number; readonly url: string; readonly size_bytes: number }[];
  readonly expires_in_seconds: number;
}

export interface UploadAsk {
  readonly file_name: string;
  readonly size_bytes: number;
  readonly currency?: string;
  readonly simulated?: boolean;
  /** The upload whose rejected rows this file brings back. */
  readonly mends?: string;
}

export interface PasteAsk {
  readonly file_name: string;
  readonly currency?: string;
  readonly simulated?: boolean;
}

export interface UploadTarget {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly description: string;
}

/** `field` says what is asked: date_formats.<target>, decimals.<target>, currency, header_row, renamed.<target>. */
export interface UploadQuestion {
  readonly field: string;
  readonly text: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface MappingAsk {
  readonly mapping: Readonly<Record<string, string>>;
  readonly date_formats?: Readonly<Record<string, string>>;
  readonly decimals?: Readonly<Record<string, string>>;
  readonly currency?: string;
  readonly header_row?: number;
  readonly profile_name?: string;
}

export type ColumnKind = 'date' | 'number' | 'flag' | 'text' | 'empty';

export interface UploadColumn {
  readonly name: string;
  readonly samples: readonly string[];
  readonly kind: ColumnKind;
  readonly filled_pct: number | null;
  /** How its dates are written (strftime, or `ISO`), where its values leave no doubt. */
  readonly date_format: string | null;
  readonly decimal: '.' | ',' | null;
}

/** What is in the way of an upload; `code` stays the same whatever the words. */
export interface UploadProblem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** How the file is written, as far as it was read. */
export interface FileFormat {
  readonly kind: 'csv' | 'jsonl' | 'xlsx' | 'parquet';
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly decimal: string | null;
  readonly header_row: number | null;
  readonly packed: 'gzip' | 'zip' | null;
}

export interface RejectReason {
  readonly field: string;
  readonly reason: string;
  readonly rows: number;
  readonly example: string | null;
  readonly example_row: number | null;
}

export interface ReportColumn {
  readonly column: string;
  readonly target: string;
  readonly filled_pct: number | null;
  readonly invalid: number;
  readonly min: string | number | null;
  readonly max: string | number | null;
}

export interface ReportDay {
  /** A day, or a month (`2011-03`) where there are too many days. */
  readonly date: string;
  readonly kept: number;
  readonly rejected: number;
}

export interface UploadReport {
  readonly dates: { readonly first: string | null; readonly last: string | null } | null;
  readonly days: readonly ReportDay[];
  readonly reasons: readonly RejectReason[];
  readonly columns: readonly ReportColumn[];
}

export interface Upload {
  readonly upload_id: string;
  readonly table: TableName;
  readonly file_name: string;
  readonly size_bytes: number;
  readonly state: UploadState;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
  readonly currency: string | null;
  readonly simulated: boolean;
  readonly origin: UploadOrigin;
  readonly mends: string | null;
  readonly mended_by: readonly string[];
  readonly format: FileFormat | null;
  /** The first rows of the file as they are. */
  readonly preview: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } | null;
  readonly columns: readonly UploadColumn[];
  /** The remembered match that was used. */
  readonly profile: { readonly name: string; readonly confirmed_by: string; readonly confirmed_at: string } | null;
  readonly new_columns: readonly string[];
  readonly report: UploadReport | null;
  readonly suggested: readonly {
    readonly target: string;
    readonly column: string;
    readonly confidence: number;
  }[];
  /** Our columns that the file may fill, in the order people read them. */
  readonly targets: readonly UploadTarget[];
  /** What only a person can say; answers go beside the mapping. */
  readonly questions: readonly UploadQuestion[];
  readonly mapping: Readonly<Record<string, string>> | null;
  readonly counts: {
    readonly read: number;
    readonly kept: number;
    readonly rejected: number;
    readonly returns: number;
    readonly duplicates: number;
  } | null;
  readonly quality: readonly { readonly rule: string; readonly rows: number; readonly detail: string }[];
  readonly problem: UploadProblem | null;
  readonly as_of: string | null;
  readonly stages: readonly { readonly stage: string; readonly at: string }[];
}

export interface Uploads {
  readonly uploads: readonly Upload[];
  readonly next: string | null;
}

export interface Rejects {
  readonly download_url: string;
  readonly expires_in_seconds: number;
  readonly rows: number;
}

export interface MatchProfile {
  readonly profile_id: string;
  readonly name: string;
  readonly table: TableName;
  readonly mapping: Readonly<Record<string, string>>;
  readonly confirmed_by: string;
  readonly confirmed_at: string;
}

export interface MatchProfiles {
  readonly profiles: readonly MatchProfile[];
}
