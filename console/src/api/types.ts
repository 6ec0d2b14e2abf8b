/** What the console reads of the API's answers; docs/openapi.json describes them in full. */
export interface Application {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly summary?: Readonly<Record<string, number>>;
  readonly globals?: readonly {
    readonly key: string;
    readonly json: string;
    readonly cloudOnly?: boolean;
    readonly description?: string;
  }[];
  /** Ms for which states are kept; missing: as long as the owner's are. */
  readonly dataTTL?: number;
}

export interface Attribute {
  readonly name: string;
  readonly dataType: string;
}

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly deviceClass?: string;
  readonly attributes?: readonly Attribute[];
  readonly connectionInfo?: { readonly connected?: boolean | number | null; readonly time?: string };
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly totalCount: number;
}

/** Newest reported value of each attribute. */
export type CompositeState = Readonly<Record<string, { readonly value?: unknown; readonly time?: string }>>;

/** The data of a `deviceState` event. */
export interface StateEvent {
  readonly time: string | number;
  readonly data: Readonly<Record<string, unknown>>;
}
