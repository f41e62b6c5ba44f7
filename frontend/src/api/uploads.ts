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

export type UploadState = 'awaiting_upload' | 'inspecting' | 'needs_mapping' | 'cleaning' | 'curated' | 'failed';

export interface UploadTicket {
  readonly upload_id: string;
  readonly table: TableName;
  readonly state: UploadState;
  readonly upload_url: string;
  readonly expires_in_seconds: number;
  readonly upload_headers: Readonly<Record<string, string>>;
}

export interface UploadAsk {
  readonly file_name: string;
  readonly size_bytes: number;
  readonly currency?: string;
  readonly simulated?: boolean;
}

export interface UploadTarget {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly description: string;
}

export interface UploadQuestion {
  readonly field: 'date_format' | 'currency';
  readonly text: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface MappingAsk {
  readonly mapping: Readonly<Record<string, string>>;
  readonly date_format?: string;
  readonly currency?: string;
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
  readonly columns: readonly { readonly name: string; readonly samples: readonly string[] }[];
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
  readonly problem: { readonly title: string; readonly detail: string } | null;
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
