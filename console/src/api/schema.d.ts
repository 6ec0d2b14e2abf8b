// Made by scripts/generate.mjs from the OpenAPI document: what the console may ask of the API and what it is answered.
// Actions that this version has not built are left out, and so are the answers that the client turns into errors.

export interface paths {
 readonly "/": {
  readonly get: {
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly name: string;
       readonly version: string;
       readonly console?: string;
       /** @description Documents to read. */
       readonly guide?: string;
       readonly reference: string;
       readonly openapi: string;
       readonly health: string;
       readonly mqtt?: {
        /** @description Of MQTT over TCP, on the host that answers this. */
        readonly port: number;
        /** @description Whether that port speaks TLS, and only that. */
        readonly tls: boolean;
        /** @description Path of MQTT over WebSocket, on the port that answers this. */
        readonly webSocket: string;
       };
       /** @description Whether archives may be kept in a folder of the server. */
       readonly localArchives: boolean;
      };
     };
    };
   };
  };
 };
 readonly "/health": {
  readonly get: {
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly status: "ok" | "diskFull" | "degraded";
      };
     };
    };
   };
  };
 };
 readonly "/ready": {
  readonly get: {
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly status: "ready";
      };
     };
    };
   };
  };
 };
 readonly "/metrics": {
  readonly get: {
   readonly responses: {
    readonly 200: {
     content: {
      readonly "text/plain": string;
     };
    };
   };
  };
 };
 readonly "/orgs/{orgId}/audit-logs": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly start?: number;
     readonly end?: number;
     readonly auditLogFilter?: {
      readonly primaryTarget?: readonly {
       readonly id?: string;
       readonly type?: string;
       readonly name?: string;
      }[];
      readonly secondaryTarget?: readonly {
       readonly id?: string;
       readonly type?: string;
       readonly name?: string;
      }[];
      readonly actor?: readonly {
       readonly id?: string;
       readonly type?: string;
       readonly name?: string;
      }[];
      readonly request?: readonly {
       readonly resource?: string;
       readonly action?: string;
      }[];
      readonly responseCode?: readonly number[];
     };
    };
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly auditLogId: string;
        readonly creationDate: string;
        readonly orgId?: string;
        readonly userId?: string;
        readonly primaryTargetId?: string;
        readonly primaryTargetType?: string;
        readonly primaryTargetName?: string;
        readonly secondaryTargetId?: string;
        readonly secondaryTargetType?: string;
        readonly secondaryTargetName?: string;
        readonly actorId: string;
        readonly actorType: string;
        readonly actorName: string;
        readonly requestResource: string;
        readonly requestAction: string;
        readonly requestPathParams: {
         readonly [key: string]: unknown;
        };
        readonly requestQueryParams: {
         readonly [key: string]: unknown;
        };
        readonly requestBody?: {
         readonly [key: string]: unknown;
        };
        readonly responseStatus: number;
        readonly requestAddress: string;
        readonly requestId: string;
        readonly _type: "auditLog";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly orgId?: string;
       readonly userId?: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/orgs/{orgId}/audit-logs/{auditLogId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly orgId: string;
     readonly auditLogId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly auditLogId: string;
       readonly creationDate: string;
       readonly orgId?: string;
       readonly userId?: string;
       readonly primaryTargetId?: string;
       readonly primaryTargetType?: string;
       readonly primaryTargetName?: string;
       readonly secondaryTargetId?: string;
       readonly secondaryTargetType?: string;
       readonly secondaryTargetName?: string;
       readonly actorId: string;
       readonly actorType: string;
       readonly actorName: string;
       readonly requestResource: string;
       readonly requestAction: string;
       readonly requestPathParams: {
        readonly [key: string]: unknown;
       };
       readonly requestQueryParams: {
        readonly [key: string]: unknown;
       };
       readonly requestBody?: {
        readonly [key: string]: unknown;
       };
       readonly responseStatus: number;
       readonly requestAddress: string;
       readonly requestId: string;
       readonly _type: "auditLog";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/me/audit-logs": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly start?: number;
     readonly end?: number;
     readonly auditLogFilter?: {
      readonly primaryTarget?: readonly {
       readonly id?: string;
       readonly type?: string;
       readonly name?: string;
      }[];
      readonly secondaryTarget?: readonly {
       readonly id?: string;
       readonly type?: string;
       readonly name?: string;
      }[];
      readonly actor?: readonly {
       readonly id?: string;
       readonly type?: string;
       readonly name?: string;
      }[];
      readonly request?: readonly {
       readonly resource?: string;
       readonly action?: string;
      }[];
      readonly responseCode?: readonly number[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly auditLogId: string;
        readonly creationDate: string;
        readonly orgId?: string;
        readonly userId?: string;
        readonly primaryTargetId?: string;
        readonly primaryTargetType?: string;
        readonly primaryTargetName?: string;
        readonly secondaryTargetId?: string;
        readonly secondaryTargetType?: string;
        readonly secondaryTargetName?: string;
        readonly actorId: string;
        readonly actorType: string;
        readonly actorName: string;
        readonly requestResource: string;
        readonly requestAction: string;
        readonly requestPathParams: {
         readonly [key: string]: unknown;
        };
        readonly requestQueryParams: {
         readonly [key: string]: unknown;
        };
        readonly requestBody?: {
         readonly [key: string]: unknown;
        };
        readonly responseStatus: number;
        readonly requestAddress: string;
        readonly requestId: string;
        readonly _type: "auditLog";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly orgId?: string;
       readonly userId?: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/me/audit-logs/{auditLogId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly auditLogId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly auditLogId: string;
       readonly creationDate: string;
       readonly orgId?: string;
       readonly userId?: string;
       readonly primaryTargetId?: string;
       readonly primaryTargetType?: string;
       readonly primaryTargetName?: string;
       readonly secondaryTargetId?: string;
       readonly secondaryTargetType?: string;
       readonly secondaryTargetName?: string;
       readonly actorId: string;
       readonly actorType: string;
       readonly actorName: string;
       readonly requestResource: string;
       readonly requestAction: string;
       readonly requestPathParams: {
        readonly [key: string]: unknown;
       };
       readonly requestQueryParams: {
        readonly [key: string]: unknown;
       };
       readonly requestBody?: {
        readonly [key: string]: unknown;
       };
       readonly responseStatus: number;
       readonly requestAddress: string;
       readonly requestId: string;
       readonly _type: "auditLog";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/me/recentItems": {
  readonly get: {
   readonly parameters: {
    readonly query: {
     readonly itemType: "application" | "device" | "flow" | "dashboard" | "organization" | "deviceRecipe" | "event" | "webhook";
     readonly parentId?: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly itemType: "application" | "device" | "flow" | "dashboard" | "organization" | "deviceRecipe" | "event" | "webhook";
       readonly parentId?: string;
       readonly items: readonly {
        readonly id: string;
        readonly name: string;
       }[];
      };
     };
    };
   };
  };
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly itemType: "application" | "device" | "flow" | "dashboard" | "organization" | "deviceRecipe" | "event" | "webhook";
      readonly itemId: string;
      readonly parentId?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly itemType: "application" | "device" | "flow" | "dashboard" | "organization" | "deviceRecipe" | "event" | "webhook";
       readonly parentId?: string;
       readonly items: readonly {
        readonly id: string;
        readonly name: string;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/logStream": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly keepAliveInterval?: number;
     readonly deviceId?: string;
     readonly types?: string;
     readonly token?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/search": {
  readonly get: {
   readonly parameters: {
    readonly query: {
     readonly filter: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": readonly {
       readonly id: string;
       readonly name: string;
       readonly _type: string;
       readonly metadata: {
        readonly descriptor: string;
       } & {
        readonly [key: string]: unknown;
       };
      }[];
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/limits": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly items: readonly {
        readonly name: "devices" | "fileBytes" | "dataTableRows" | "workflows" | "dashboards" | "storedEvents" | "statesPerDay" | "storedBytesPerDay" | "commands" | "connects" | "events" | "deviceMessages";
        readonly kind: "amount" | "day" | "rate" | "device";
        readonly unit: string;
        readonly limit: number | null;
        readonly windowSeconds?: number;
        readonly source: "setting" | "owner" | "application";
        readonly used?: number;
        readonly remaining?: number;
        readonly resetSeconds?: number;
       }[];
       readonly _type: "applicationLimits";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/limits": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly applicationId?: string;
     readonly orgId?: string;
     readonly userId?: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId?: string;
       readonly orgId?: string;
       readonly userId?: string;
       readonly subjectName?: string;
       readonly items: readonly {
        readonly name: "devices" | "fileBytes" | "dataTableRows" | "workflows" | "dashboards" | "storedEvents" | "statesPerDay" | "storedBytesPerDay" | "commands" | "connects" | "events" | "deviceMessages";
        readonly kind: "amount" | "day" | "rate" | "device";
        readonly unit: string;
        readonly setting: string;
        readonly usual: string;
        readonly value?: string;
       }[];
       readonly _type: "installationLimits";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly patch: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly applicationId?: string;
      readonly orgId?: string;
      readonly userId?: string;
      readonly limits: {
       readonly devices?: number | string | null;
       readonly fileBytes?: number | string | null;
       readonly dataTableRows?: number | string | null;
       readonly workflows?: number | string | null;
       readonly dashboards?: number | string | null;
       readonly storedEvents?: number | string | null;
       readonly statesPerDay?: number | string | null;
       readonly storedBytesPerDay?: number | string | null;
       readonly commands?: number | string | null;
       readonly connects?: number | string | null;
       readonly events?: number | string | null;
       readonly deviceMessages?: number | string | null;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId?: string;
       readonly orgId?: string;
       readonly userId?: string;
       readonly subjectName?: string;
       readonly items: readonly {
        readonly name: "devices" | "fileBytes" | "dataTableRows" | "workflows" | "dashboards" | "storedEvents" | "statesPerDay" | "storedBytesPerDay" | "commands" | "connects" | "events" | "deviceMessages";
        readonly kind: "amount" | "day" | "rate" | "device";
        readonly unit: string;
        readonly setting: string;
        readonly usual: string;
        readonly value?: string;
       }[];
       readonly _type: "installationLimits";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly deviceClass?: readonly ("standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system")[];
     readonly tagFilter?: readonly {
      readonly key?: string;
      readonly value?: string;
     }[];
     readonly excludeConnectionInfo?: string;
     readonly parentId?: string;
     readonly query?: string;
     readonly sortAttribute?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly deviceId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly tags: readonly {
         readonly key: string;
         readonly value: string;
        }[];
        readonly attributes: readonly {
         readonly name: string;
         readonly dataType: "string" | "number" | "gps" | "boolean";
         readonly contentType?: string;
         readonly dataTTL?: number;
         readonly description?: string;
         readonly attributeTags?: {
          readonly [key: string]: string;
         };
         readonly system?: {
          readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
          readonly aggregationOptions?: readonly unknown[];
          readonly childAttributes?: readonly {
           readonly name: string;
           readonly mode: "all" | "whitelist" | "blacklist";
           readonly deviceIds?: readonly string[];
           readonly deviceTags?: readonly {
            readonly key?: string;
            readonly value?: string;
           }[];
          }[];
         };
        }[];
        readonly deviceClass: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
        readonly gatewayId?: string;
        readonly parentId: string | null;
        readonly systemInterval?: number;
        readonly keepDuplicates: boolean;
        readonly commandForms?: readonly {
         readonly name: string;
         readonly description?: string;
         readonly fields?: readonly {
          readonly name: string;
          readonly label?: string;
          readonly dataType: "number" | "string" | "boolean";
          readonly unit?: string;
          readonly min?: number;
          readonly max?: number;
          readonly choices?: readonly (number | string)[];
          readonly default?: number | string | boolean;
          readonly required?: boolean;
         }[];
        }[];
        readonly connectionInfo?: {
         readonly connected: 0 | 1 | null;
         readonly time?: string;
         readonly connectedAt?: string;
         readonly disconnectedAt?: string;
         readonly disconnectReason?: string;
         readonly messagesFromClient?: number;
         readonly messagesToClient?: number;
        };
        readonly _type: "device";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly deviceClass?: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
       readonly tagFilter?: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly parentId?: string;
       readonly query?: {
        readonly [key: string]: unknown;
       };
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly tags?: readonly {
       readonly key: string;
       readonly value: string;
      }[];
      readonly attributes?: readonly {
       readonly name: string;
       readonly dataType: "string" | "number" | "gps" | "boolean";
       readonly contentType?: string;
       readonly dataTTL?: number;
       readonly description?: string;
       readonly attributeTags?: {
        readonly [key: string]: string;
       };
       readonly system?: {
        readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
        readonly aggregationOptions?: readonly unknown[];
        readonly childAttributes?: readonly {
         readonly name: string;
         readonly mode: "all" | "whitelist" | "blacklist";
         readonly deviceIds?: readonly string[];
         readonly deviceTags?: readonly {
          readonly key?: string;
          readonly value?: string;
         }[];
        }[];
       };
      }[];
      readonly deviceClass?: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
      readonly gatewayId?: string;
      readonly parentId?: string | null;
      readonly systemInterval?: number;
      readonly keepDuplicates?: boolean;
      readonly commandForms?: readonly {
       readonly name: string;
       readonly description?: string;
       readonly fields?: readonly {
        readonly name: string;
        readonly label?: string;
        readonly dataType: "number" | "string" | "boolean";
        readonly unit?: string;
        readonly min?: number;
        readonly max?: number;
        readonly choices?: readonly (number | string)[];
        readonly default?: number | string | boolean;
        readonly required?: boolean;
       }[];
      }[];
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly deviceId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly tags: readonly {
        readonly key: string;
        readonly value: string;
       }[];
       readonly attributes: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "gps" | "boolean";
        readonly contentType?: string;
        readonly dataTTL?: number;
        readonly description?: string;
        readonly attributeTags?: {
         readonly [key: string]: string;
        };
        readonly system?: {
         readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
         readonly aggregationOptions?: readonly unknown[];
         readonly childAttributes?: readonly {
          readonly name: string;
          readonly mode: "all" | "whitelist" | "blacklist";
          readonly deviceIds?: readonly string[];
          readonly deviceTags?: readonly {
           readonly key?: string;
           readonly value?: string;
          }[];
         }[];
        };
       }[];
       readonly deviceClass: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
       readonly gatewayId?: string;
       readonly parentId: string | null;
       readonly systemInterval?: number;
       readonly keepDuplicates: boolean;
       readonly commandForms?: readonly {
        readonly name: string;
        readonly description?: string;
        readonly fields?: readonly {
         readonly name: string;
         readonly label?: string;
         readonly dataType: "number" | "string" | "boolean";
         readonly unit?: string;
         readonly min?: number;
         readonly max?: number;
         readonly choices?: readonly (number | string)[];
         readonly default?: number | string | boolean;
         readonly required?: boolean;
        }[];
       }[];
       readonly connectionInfo?: {
        readonly connected: 0 | 1 | null;
        readonly time?: string;
        readonly connectedAt?: string;
        readonly disconnectedAt?: string;
        readonly disconnectReason?: string;
        readonly messagesFromClient?: number;
        readonly messagesToClient?: number;
       };
       readonly _type: "device";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly query?: {
       readonly [key: string]: unknown;
      };
      readonly deviceIds?: readonly string[];
      readonly updateFields?: {
       readonly name?: string;
       readonly description?: string;
       readonly tags?: readonly {
        readonly key: string;
        readonly value: string;
       }[];
       readonly attributes?: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "gps" | "boolean";
        readonly contentType?: string;
        readonly dataTTL?: number;
        readonly description?: string;
        readonly attributeTags?: {
         readonly [key: string]: string;
        };
        readonly system?: {
         readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
         readonly aggregationOptions?: readonly unknown[];
         readonly childAttributes?: readonly {
          readonly name: string;
          readonly mode: "all" | "whitelist" | "blacklist";
          readonly deviceIds?: readonly string[];
          readonly deviceTags?: readonly {
           readonly key?: string;
           readonly value?: string;
          }[];
         }[];
        };
       }[];
       readonly deviceClass?: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
       readonly gatewayId?: string;
       readonly parentId?: string | null;
       readonly systemInterval?: number;
       readonly keepDuplicates?: boolean;
       readonly commandForms?: readonly {
        readonly name: string;
        readonly description?: string;
        readonly fields?: readonly {
         readonly name: string;
         readonly label?: string;
         readonly dataType: "number" | "string" | "boolean";
         readonly unit?: string;
         readonly min?: number;
         readonly max?: number;
         readonly choices?: readonly (number | string)[];
         readonly default?: number | string | boolean;
         readonly required?: boolean;
        }[];
       }[];
      };
      readonly updateOperations?: readonly {
       readonly operation: "set" | "remove" | "add";
       readonly target: "name" | "description" | "deviceClass" | "gatewayId" | "parentId" | "systemInterval" | "keepDuplicates" | "tag" | "attribute" | "attributeTag" | "attributeDescription" | "attributeSystem";
       readonly value?: unknown;
       readonly attributeName?: string;
       readonly tagKey?: string;
      }[];
      readonly email?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly updated: number;
       readonly failed: number;
       readonly skipped: number;
       readonly failures: readonly {
        readonly deviceId: string;
        readonly message: string;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly excludeConnectionInfo?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly deviceId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly tags: readonly {
        readonly key: string;
        readonly value: string;
       }[];
       readonly attributes: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "gps" | "boolean";
        readonly contentType?: string;
        readonly dataTTL?: number;
        readonly description?: string;
        readonly attributeTags?: {
         readonly [key: string]: string;
        };
        readonly system?: {
         readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
         readonly aggregationOptions?: readonly unknown[];
         readonly childAttributes?: readonly {
          readonly name: string;
          readonly mode: "all" | "whitelist" | "blacklist";
          readonly deviceIds?: readonly string[];
          readonly deviceTags?: readonly {
           readonly key?: string;
           readonly value?: string;
          }[];
         }[];
        };
       }[];
       readonly deviceClass: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
       readonly gatewayId?: string;
       readonly parentId: string | null;
       readonly systemInterval?: number;
       readonly keepDuplicates: boolean;
       readonly commandForms?: readonly {
        readonly name: string;
        readonly description?: string;
        readonly fields?: readonly {
         readonly name: string;
         readonly label?: string;
         readonly dataType: "number" | "string" | "boolean";
         readonly unit?: string;
         readonly min?: number;
         readonly max?: number;
         readonly choices?: readonly (number | string)[];
         readonly default?: number | string | boolean;
         readonly required?: boolean;
        }[];
       }[];
       readonly connectionInfo?: {
        readonly connected: 0 | 1 | null;
        readonly time?: string;
        readonly connectedAt?: string;
        readonly disconnectedAt?: string;
        readonly disconnectReason?: string;
        readonly messagesFromClient?: number;
        readonly messagesToClient?: number;
       };
       readonly _type: "device";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly tags?: readonly {
       readonly key: string;
       readonly value: string;
      }[];
      readonly attributes?: readonly {
       readonly name: string;
       readonly dataType: "string" | "number" | "gps" | "boolean";
       readonly contentType?: string;
       readonly dataTTL?: number;
       readonly description?: string;
       readonly attributeTags?: {
        readonly [key: string]: string;
       };
       readonly system?: {
        readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
        readonly aggregationOptions?: readonly unknown[];
        readonly childAttributes?: readonly {
         readonly name: string;
         readonly mode: "all" | "whitelist" | "blacklist";
         readonly deviceIds?: readonly string[];
         readonly deviceTags?: readonly {
          readonly key?: string;
          readonly value?: string;
         }[];
        }[];
       };
      }[];
      readonly deviceClass?: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
      readonly gatewayId?: string;
      readonly parentId?: string | null;
      readonly systemInterval?: number;
      readonly keepDuplicates?: boolean;
      readonly commandForms?: readonly {
       readonly name: string;
       readonly description?: string;
       readonly fields?: readonly {
        readonly name: string;
        readonly label?: string;
        readonly dataType: "number" | "string" | "boolean";
        readonly unit?: string;
        readonly min?: number;
        readonly max?: number;
        readonly choices?: readonly (number | string)[];
        readonly default?: number | string | boolean;
        readonly required?: boolean;
       }[];
      }[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly deviceId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly tags: readonly {
        readonly key: string;
        readonly value: string;
       }[];
       readonly attributes: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "gps" | "boolean";
        readonly contentType?: string;
        readonly dataTTL?: number;
        readonly description?: string;
        readonly attributeTags?: {
         readonly [key: string]: string;
        };
        readonly system?: {
         readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
         readonly aggregationOptions?: readonly unknown[];
         readonly childAttributes?: readonly {
          readonly name: string;
          readonly mode: "all" | "whitelist" | "blacklist";
          readonly deviceIds?: readonly string[];
          readonly deviceTags?: readonly {
           readonly key?: string;
           readonly value?: string;
          }[];
         }[];
        };
       }[];
       readonly deviceClass: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
       readonly gatewayId?: string;
       readonly parentId: string | null;
       readonly systemInterval?: number;
       readonly keepDuplicates: boolean;
       readonly commandForms?: readonly {
        readonly name: string;
        readonly description?: string;
        readonly fields?: readonly {
         readonly name: string;
         readonly label?: string;
         readonly dataType: "number" | "string" | "boolean";
         readonly unit?: string;
         readonly min?: number;
         readonly max?: number;
         readonly choices?: readonly (number | string)[];
         readonly default?: number | string | boolean;
         readonly required?: boolean;
        }[];
       }[];
       readonly connectionInfo?: {
        readonly connected: 0 | 1 | null;
        readonly time?: string;
        readonly connectedAt?: string;
        readonly disconnectedAt?: string;
        readonly disconnectReason?: string;
        readonly messagesFromClient?: number;
        readonly messagesToClient?: number;
       };
       readonly _type: "device";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/delete": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly query: {
       readonly [key: string]: unknown;
      };
      readonly email?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly removed: number;
       readonly failed: number;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/tagKeys": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly query?: string;
     readonly startsWith?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly tagKeys: readonly string[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/tagValues": {
  readonly get: {
   readonly parameters: {
    readonly query: {
     readonly query?: string;
     readonly startsWith?: string;
     readonly key: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly tagKey: string;
       readonly tagValues: readonly string[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/attributeNames": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly query?: string;
     readonly startsWith?: string;
     readonly dataType?: readonly ("string" | "number" | "gps" | "boolean" | "blob")[];
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly attributeNames: readonly string[];
      };
     };
    };
   };
  };
 };
 readonly "/applications": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly orgId?: string;
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly ownerId: string;
        readonly ownerType: "user" | "organization";
        readonly organizationName?: string;
        readonly name: string;
        readonly description: string;
        readonly endpointSlug?: string;
        readonly expUserTokenCutoff?: string;
        readonly endpointDefaultCors: boolean;
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
         readonly cloudOnly?: boolean;
         readonly description?: string;
        }[];
        readonly ftueTracking: readonly {
         readonly name: string;
         readonly version: number;
         readonly status: "skipped" | "completed";
        }[];
        readonly archiveConfig?: {
         readonly directory?: string;
         readonly mode?: "all" | "whitelist" | "blacklist";
         readonly deviceIds?: readonly string[];
         readonly deviceTags?: readonly {
          readonly key?: string;
          readonly value?: string;
         }[];
         readonly s3?: {
          readonly bucket: string;
          readonly region: string;
          readonly accessKeyId: string;
          readonly secretAccessKey: string;
          readonly endpoint?: string;
         };
         readonly gcs?: {
          readonly projectId: string;
          readonly keyJson: string;
          readonly bucket: string;
          readonly endpoint?: string;
         };
         readonly azure?: {
          readonly account: string;
          readonly accountKey: string;
          readonly bucket: string;
          readonly endpoint?: string;
         };
         readonly local?: Record<string, never>;
         readonly format?: "csv" | "csv.gz" | "parquet";
        };
        readonly dataTTL?: number;
        readonly appliedTemplateIds?: readonly string[];
        readonly summary: {
         readonly storageStats?: {
          readonly count: number;
          readonly size: number;
         };
        } & {
         readonly [key: string]: number;
        };
        readonly _type: "application";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly orgId?: string;
      readonly endpointSlug?: string;
      readonly expUserTokenCutoff?: string;
      readonly endpointDefaultCors?: boolean;
      readonly globals?: readonly {
       readonly key: string;
       readonly json: string;
       readonly cloudOnly?: boolean;
       readonly description?: string;
      }[];
      readonly archiveConfig?: {
       readonly directory?: string;
       readonly mode?: "all" | "whitelist" | "blacklist";
       readonly deviceIds?: readonly string[];
       readonly deviceTags?: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly s3?: {
        readonly bucket: string;
        readonly region: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly endpoint?: string;
       };
       readonly gcs?: {
        readonly projectId: string;
        readonly keyJson: string;
        readonly bucket: string;
        readonly endpoint?: string;
       };
       readonly azure?: {
        readonly account: string;
        readonly accountKey: string;
        readonly bucket: string;
        readonly endpoint?: string;
       };
       readonly local?: Record<string, never>;
       readonly format?: "csv" | "csv.gz" | "parquet";
      };
      readonly dataTTL?: number | null;
      readonly applicationTemplateId?: string;
      readonly appliedTemplateIds?: readonly string[];
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId: string;
       readonly ownerType: "user" | "organization";
       readonly organizationName?: string;
       readonly name: string;
       readonly description: string;
       readonly endpointSlug?: string;
       readonly expUserTokenCutoff?: string;
       readonly endpointDefaultCors: boolean;
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
        readonly cloudOnly?: boolean;
        readonly description?: string;
       }[];
       readonly ftueTracking: readonly {
        readonly name: string;
        readonly version: number;
        readonly status: "skipped" | "completed";
       }[];
       readonly archiveConfig?: {
        readonly directory?: string;
        readonly mode?: "all" | "whitelist" | "blacklist";
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly s3?: {
         readonly bucket: string;
         readonly region: string;
         readonly accessKeyId: string;
         readonly secretAccessKey: string;
         readonly endpoint?: string;
        };
        readonly gcs?: {
         readonly projectId: string;
         readonly keyJson: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly azure?: {
         readonly account: string;
         readonly accountKey: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly local?: Record<string, never>;
        readonly format?: "csv" | "csv.gz" | "parquet";
       };
       readonly dataTTL?: number;
       readonly appliedTemplateIds?: readonly string[];
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "application";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId: string;
       readonly ownerType: "user" | "organization";
       readonly organizationName?: string;
       readonly name: string;
       readonly description: string;
       readonly endpointSlug?: string;
       readonly expUserTokenCutoff?: string;
       readonly endpointDefaultCors: boolean;
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
        readonly cloudOnly?: boolean;
        readonly description?: string;
       }[];
       readonly ftueTracking: readonly {
        readonly name: string;
        readonly version: number;
        readonly status: "skipped" | "completed";
       }[];
       readonly archiveConfig?: {
        readonly directory?: string;
        readonly mode?: "all" | "whitelist" | "blacklist";
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly s3?: {
         readonly bucket: string;
         readonly region: string;
         readonly accessKeyId: string;
         readonly secretAccessKey: string;
         readonly endpoint?: string;
        };
        readonly gcs?: {
         readonly projectId: string;
         readonly keyJson: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly azure?: {
         readonly account: string;
         readonly accountKey: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly local?: Record<string, never>;
        readonly format?: "csv" | "csv.gz" | "parquet";
       };
       readonly dataTTL?: number;
       readonly appliedTemplateIds?: readonly string[];
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "application";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly query?: {
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly endpointSlug?: string;
      readonly expUserTokenCutoff?: string;
      readonly endpointDefaultCors?: boolean;
      readonly globals?: readonly {
       readonly key: string;
       readonly json: string;
       readonly cloudOnly?: boolean;
       readonly description?: string;
      }[];
      readonly ftueTracking?: readonly {
       readonly name: string;
       readonly version: number;
       readonly status: "skipped" | "completed";
      }[];
      readonly archiveConfig?: {
       readonly directory?: string;
       readonly mode?: "all" | "whitelist" | "blacklist";
       readonly deviceIds?: readonly string[];
       readonly deviceTags?: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly s3?: {
        readonly bucket: string;
        readonly region: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly endpoint?: string;
       };
       readonly gcs?: {
        readonly projectId: string;
        readonly keyJson: string;
        readonly bucket: string;
        readonly endpoint?: string;
       };
       readonly azure?: {
        readonly account: string;
        readonly accountKey: string;
        readonly bucket: string;
        readonly endpoint?: string;
       };
       readonly local?: Record<string, never>;
       readonly format?: "csv" | "csv.gz" | "parquet";
      } | null;
      readonly dataTTL?: number | null;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId: string;
       readonly ownerType: "user" | "organization";
       readonly organizationName?: string;
       readonly name: string;
       readonly description: string;
       readonly endpointSlug?: string;
       readonly expUserTokenCutoff?: string;
       readonly endpointDefaultCors: boolean;
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
        readonly cloudOnly?: boolean;
        readonly description?: string;
       }[];
       readonly ftueTracking: readonly {
        readonly name: string;
        readonly version: number;
        readonly status: "skipped" | "completed";
       }[];
       readonly archiveConfig?: {
        readonly directory?: string;
        readonly mode?: "all" | "whitelist" | "blacklist";
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly s3?: {
         readonly bucket: string;
         readonly region: string;
         readonly accessKeyId: string;
         readonly secretAccessKey: string;
         readonly endpoint?: string;
        };
        readonly gcs?: {
         readonly projectId: string;
         readonly keyJson: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly azure?: {
         readonly account: string;
         readonly accountKey: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly local?: Record<string, never>;
        readonly format?: "csv" | "csv.gz" | "parquet";
       };
       readonly dataTTL?: number;
       readonly appliedTemplateIds?: readonly string[];
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "application";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/globals": {
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": readonly {
      readonly key: string;
      readonly json?: string | null;
      readonly cloudOnly?: boolean;
      readonly description?: string;
     }[];
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId: string;
       readonly ownerType: "user" | "organization";
       readonly organizationName?: string;
       readonly name: string;
       readonly description: string;
       readonly endpointSlug?: string;
       readonly expUserTokenCutoff?: string;
       readonly endpointDefaultCors: boolean;
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
        readonly cloudOnly?: boolean;
        readonly description?: string;
       }[];
       readonly ftueTracking: readonly {
        readonly name: string;
        readonly version: number;
        readonly status: "skipped" | "completed";
       }[];
       readonly archiveConfig?: {
        readonly directory?: string;
        readonly mode?: "all" | "whitelist" | "blacklist";
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly s3?: {
         readonly bucket: string;
         readonly region: string;
         readonly accessKeyId: string;
         readonly secretAccessKey: string;
         readonly endpoint?: string;
        };
        readonly gcs?: {
         readonly projectId: string;
         readonly keyJson: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly azure?: {
         readonly account: string;
         readonly accountKey: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly local?: Record<string, never>;
        readonly format?: "csv" | "csv.gz" | "parquet";
       };
       readonly dataTTL?: number;
       readonly appliedTemplateIds?: readonly string[];
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "application";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/readme": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly lastUpdated?: string;
       readonly lastUpdatedById?: string;
       readonly lastUpdatedByType?: "flow" | "user" | "apiToken";
       readonly content: string;
       readonly _type?: "applicationReadme";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly content?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly lastUpdated?: string;
       readonly lastUpdatedById?: string;
       readonly lastUpdatedByType?: "flow" | "user" | "apiToken";
       readonly content: string;
       readonly _type?: "applicationReadme";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/auth/user": {
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email: string;
      readonly password: string;
      readonly twoFactorCode?: string;
      readonly requestedScopes?: readonly string[];
      readonly tokenTTL?: number;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly userId: string;
       readonly token: string;
       readonly needsToVerifyEmail: boolean;
      };
     };
    };
   };
  };
 };
 readonly "/me/refreshToken": {
  readonly get: {
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly userId: string;
       readonly token: string;
       readonly needsToVerifyEmail: boolean;
      };
     };
    };
   };
  };
 };
 readonly "/me": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
     readonly includeRecent?: boolean;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly userId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly passwordLastUpdated: string;
       readonly email: string;
       readonly firstName?: string;
       readonly lastName?: string;
       readonly companyName?: string;
       readonly title?: string;
       readonly phoneNumber?: string;
       readonly location?: string;
       readonly url?: string;
       readonly fullName: string;
       readonly twoFactorAuthEnabled: boolean;
       readonly isAdministrator: boolean;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly tokenCutoff?: string;
       readonly pendingEmail?: string;
       readonly emailVerified: boolean;
       readonly needsToVerifyEmail: boolean;
       readonly limits: {
        readonly dataTTL?: number;
       };
       readonly recentApplications?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly recentDashboards?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly recentOrganizations?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
        readonly payloadCount?: {
         readonly [key: string]: {
          readonly [key: string]: number;
         };
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "user";
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly query?: {
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email?: string;
      readonly firstName?: string;
      readonly lastName?: string;
      readonly companyName?: string;
      readonly title?: string;
      readonly phoneNumber?: string;
      readonly location?: string;
      readonly url?: string;
      readonly password?: string;
      readonly twoFactorCode?: string;
      readonly tokenCutoff?: string;
      readonly dataTTL?: number | null;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly userId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly passwordLastUpdated: string;
       readonly email: string;
       readonly firstName?: string;
       readonly lastName?: string;
       readonly companyName?: string;
       readonly title?: string;
       readonly phoneNumber?: string;
       readonly location?: string;
       readonly url?: string;
       readonly fullName: string;
       readonly twoFactorAuthEnabled: boolean;
       readonly isAdministrator: boolean;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly tokenCutoff?: string;
       readonly pendingEmail?: string;
       readonly emailVerified: boolean;
       readonly needsToVerifyEmail: boolean;
       readonly limits: {
        readonly dataTTL?: number;
       };
       readonly recentApplications?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly recentDashboards?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly recentOrganizations?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
        readonly payloadCount?: {
         readonly [key: string]: {
          readonly [key: string]: number;
         };
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "user";
      };
     };
    };
   };
  };
 };
 readonly "/confirm-email": {
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly token: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/me/changePassword": {
  readonly patch: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly password: string;
      readonly newPassword: string;
      readonly twoFactorCode?: string;
      readonly invalidateExistingTokens?: boolean;
      readonly tokenTTL?: number;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly userId: string;
       readonly token: string;
       readonly needsToVerifyEmail: boolean;
      };
     };
    };
   };
  };
 };
 readonly "/me/enableTwoFactorAuth": {
  readonly patch: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly password: string;
      readonly twoFactorAuthKey: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly userId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly passwordLastUpdated: string;
       readonly email: string;
       readonly firstName?: string;
       readonly lastName?: string;
       readonly companyName?: string;
       readonly title?: string;
       readonly phoneNumber?: string;
       readonly location?: string;
       readonly url?: string;
       readonly fullName: string;
       readonly twoFactorAuthEnabled: boolean;
       readonly isAdministrator: boolean;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly tokenCutoff?: string;
       readonly pendingEmail?: string;
       readonly emailVerified: boolean;
       readonly needsToVerifyEmail: boolean;
       readonly limits: {
        readonly dataTTL?: number;
       };
       readonly recentApplications?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly recentDashboards?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly recentOrganizations?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
        readonly payloadCount?: {
         readonly [key: string]: {
          readonly [key: string]: number;
         };
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "user";
      };
     };
    };
   };
  };
 };
 readonly "/me/disableTwoFactorAuth": {
  readonly patch: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly password: string;
      readonly twoFactorCode: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly userId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly passwordLastUpdated: string;
       readonly email: string;
       readonly firstName?: string;
       readonly lastName?: string;
       readonly companyName?: string;
       readonly title?: string;
       readonly phoneNumber?: string;
       readonly location?: string;
       readonly url?: string;
       readonly fullName: string;
       readonly twoFactorAuthEnabled: boolean;
       readonly isAdministrator: boolean;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly tokenCutoff?: string;
       readonly pendingEmail?: string;
       readonly emailVerified: boolean;
       readonly needsToVerifyEmail: boolean;
       readonly limits: {
        readonly dataTTL?: number;
       };
       readonly recentApplications?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly recentDashboards?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly recentOrganizations?: {
        readonly itemType: string;
        readonly items: readonly {
         readonly id: string;
         readonly name: string;
        }[];
       };
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
        readonly payloadCount?: {
         readonly [key: string]: {
          readonly [key: string]: number;
         };
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "user";
      };
     };
    };
   };
  };
 };
 readonly "/me/delete": {
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email: string;
      readonly password: string;
      readonly twoFactorCode?: string;
      readonly requestedScopes?: readonly string[];
      readonly tokenTTL?: number;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/users": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly userId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly passwordLastUpdated: string;
        readonly email: string;
        readonly firstName?: string;
        readonly lastName?: string;
        readonly companyName?: string;
        readonly title?: string;
        readonly phoneNumber?: string;
        readonly location?: string;
        readonly url?: string;
        readonly fullName: string;
        readonly twoFactorAuthEnabled: boolean;
        readonly isAdministrator: boolean;
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
        readonly password?: string;
        readonly _type: "user";
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email: string;
      readonly password?: string;
      readonly firstName?: string;
      readonly lastName?: string;
      readonly companyName?: string;
      readonly isAdministrator?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly userId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly passwordLastUpdated: string;
       readonly email: string;
       readonly firstName?: string;
       readonly lastName?: string;
       readonly companyName?: string;
       readonly title?: string;
       readonly phoneNumber?: string;
       readonly location?: string;
       readonly url?: string;
       readonly fullName: string;
       readonly twoFactorAuthEnabled: boolean;
       readonly isAdministrator: boolean;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly password?: string;
       readonly _type: "user";
      };
     };
    };
   };
  };
 };
 readonly "/users/{userId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly userId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly userId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly passwordLastUpdated: string;
       readonly email: string;
       readonly firstName?: string;
       readonly lastName?: string;
       readonly companyName?: string;
       readonly title?: string;
       readonly phoneNumber?: string;
       readonly location?: string;
       readonly url?: string;
       readonly fullName: string;
       readonly twoFactorAuthEnabled: boolean;
       readonly isAdministrator: boolean;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly password?: string;
       readonly _type: "user";
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly userId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly userId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email?: string;
      readonly password?: string;
      readonly firstName?: string;
      readonly lastName?: string;
      readonly companyName?: string;
      readonly isAdministrator?: boolean;
      readonly twoFactorAuthEnabled?: false;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly userId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly passwordLastUpdated: string;
       readonly email: string;
       readonly firstName?: string;
       readonly lastName?: string;
       readonly companyName?: string;
       readonly title?: string;
       readonly phoneNumber?: string;
       readonly location?: string;
       readonly url?: string;
       readonly fullName: string;
       readonly twoFactorAuthEnabled: boolean;
       readonly isAdministrator: boolean;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly password?: string;
       readonly _type: "user";
      };
     };
    };
   };
  };
 };
 readonly "/orgs": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly orgId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly members: readonly {
         readonly userId: string;
         readonly firstName?: string;
         readonly lastName?: string;
         readonly email: string;
         readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
         readonly applicationRoles: readonly {
          readonly resourceId: string;
          readonly role: "collaborate" | "view" | "none";
         }[];
         readonly dashboardRoles: readonly {
          readonly resourceId: string;
          readonly role: "collaborate" | "view" | "none";
         }[];
        }[];
        readonly limits: {
         readonly dataTTL?: number;
        };
        readonly summary: {
         readonly storageStats?: {
          readonly count: number;
          readonly size: number;
         };
         readonly payloadCount?: {
          readonly [key: string]: {
           readonly [key: string]: number;
          };
         };
        } & {
         readonly [key: string]: number;
        };
        readonly billingEmail?: string;
        readonly iconColor?: string;
        readonly _type: "organization";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly planId?: string;
      readonly billingEmail?: string;
      readonly cardToken?: string;
      readonly iconColor?: string;
      readonly dataTTL?: number | null;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly orgId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly members: readonly {
        readonly userId: string;
        readonly firstName?: string;
        readonly lastName?: string;
        readonly email: string;
        readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
        readonly applicationRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
        readonly dashboardRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
       }[];
       readonly limits: {
        readonly dataTTL?: number;
       };
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
        readonly payloadCount?: {
         readonly [key: string]: {
          readonly [key: string]: number;
         };
        };
       } & {
        readonly [key: string]: number;
       };
       readonly billingEmail?: string;
       readonly iconColor?: string;
       readonly _type: "organization";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/orgs/{orgId}": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly orgId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly members: readonly {
        readonly userId: string;
        readonly firstName?: string;
        readonly lastName?: string;
        readonly email: string;
        readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
        readonly applicationRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
        readonly dashboardRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
       }[];
       readonly limits: {
        readonly dataTTL?: number;
       };
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
        readonly payloadCount?: {
         readonly [key: string]: {
          readonly [key: string]: number;
         };
        };
       } & {
        readonly [key: string]: number;
       };
       readonly billingEmail?: string;
       readonly iconColor?: string;
       readonly _type: "organization";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly query?: {
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly planId?: string;
      readonly billingEmail?: string;
      readonly cardToken?: string;
      readonly iconColor?: string;
      readonly dataTTL?: number | null;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly orgId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly members: readonly {
        readonly userId: string;
        readonly firstName?: string;
        readonly lastName?: string;
        readonly email: string;
        readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
        readonly applicationRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
        readonly dashboardRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
       }[];
       readonly limits: {
        readonly dataTTL?: number;
       };
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
        readonly payloadCount?: {
         readonly [key: string]: {
          readonly [key: string]: number;
         };
        };
       } & {
        readonly [key: string]: number;
       };
       readonly billingEmail?: string;
       readonly iconColor?: string;
       readonly _type: "organization";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/orgs/{orgId}/member": {
  readonly delete: {
   readonly parameters: {
    readonly query: {
     readonly userId: string;
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly orgId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly members: readonly {
        readonly userId: string;
        readonly firstName?: string;
        readonly lastName?: string;
        readonly email: string;
        readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
        readonly applicationRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
        readonly dashboardRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
       }[];
       readonly limits: {
        readonly dataTTL?: number;
       };
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
        readonly payloadCount?: {
         readonly [key: string]: {
          readonly [key: string]: number;
         };
        };
       } & {
        readonly [key: string]: number;
       };
       readonly billingEmail?: string;
       readonly iconColor?: string;
       readonly _type: "organization";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly query?: {
     readonly summaryInclude?: string | readonly string[];
     readonly summaryExclude?: string | readonly string[];
    };
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly userId: string;
      readonly role?: "none" | "view" | "collaborate" | "edit" | "admin";
      readonly applicationRoles?: readonly {
       readonly resourceId: string;
       readonly role: "collaborate" | "view" | "none";
      }[];
      readonly dashboardRoles?: readonly {
       readonly resourceId: string;
       readonly role: "collaborate" | "view" | "none";
      }[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly orgId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly members: readonly {
        readonly userId: string;
        readonly firstName?: string;
        readonly lastName?: string;
        readonly email: string;
        readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
        readonly applicationRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
        readonly dashboardRoles: readonly {
         readonly resourceId: string;
         readonly role: "collaborate" | "view" | "none";
        }[];
       }[];
       readonly limits: {
        readonly dataTTL?: number;
       };
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
        readonly payloadCount?: {
         readonly [key: string]: {
          readonly [key: string]: number;
         };
        };
       } & {
        readonly [key: string]: number;
       };
       readonly billingEmail?: string;
       readonly iconColor?: string;
       readonly _type: "organization";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/orgs/{orgId}/invites": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": readonly {
       readonly id: string;
       readonly email: string;
       readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
       readonly applicationRoles: readonly {
        readonly resourceId: string;
        readonly role: "collaborate" | "view" | "none";
       }[];
       readonly dashboardRoles: readonly {
        readonly resourceId: string;
        readonly role: "collaborate" | "view" | "none";
       }[];
       readonly inviteDate: string;
       readonly ttl: number;
       readonly hasExpired: boolean;
       readonly disallowTransfer: boolean;
       readonly link?: string;
       readonly mailed?: boolean;
      }[];
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email: string;
      readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
      readonly applicationRoles?: readonly {
       readonly resourceId: string;
       readonly role: "collaborate" | "view" | "none";
      }[];
      readonly dashboardRoles?: readonly {
       readonly resourceId: string;
       readonly role: "collaborate" | "view" | "none";
      }[];
      readonly disallowTransfer?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": readonly {
       readonly id: string;
       readonly email: string;
       readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
       readonly applicationRoles: readonly {
        readonly resourceId: string;
        readonly role: "collaborate" | "view" | "none";
       }[];
       readonly dashboardRoles: readonly {
        readonly resourceId: string;
        readonly role: "collaborate" | "view" | "none";
       }[];
       readonly inviteDate: string;
       readonly ttl: number;
       readonly hasExpired: boolean;
       readonly disallowTransfer: boolean;
       readonly link?: string;
       readonly mailed?: boolean;
      }[];
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly query: {
     readonly inviteId: string;
    };
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": readonly {
       readonly id: string;
       readonly email: string;
       readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
       readonly applicationRoles: readonly {
        readonly resourceId: string;
        readonly role: "collaborate" | "view" | "none";
       }[];
       readonly dashboardRoles: readonly {
        readonly resourceId: string;
        readonly role: "collaborate" | "view" | "none";
       }[];
       readonly inviteDate: string;
       readonly ttl: number;
       readonly hasExpired: boolean;
       readonly disallowTransfer: boolean;
       readonly link?: string;
       readonly mailed?: boolean;
      }[];
     };
    };
   };
  };
 };
 readonly "/invites": {
  readonly get: {
   readonly parameters: {
    readonly query: {
     readonly token: string;
     readonly email: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly orgName: string;
       readonly email: string;
       readonly role: "none" | "view" | "collaborate" | "edit" | "admin";
       readonly inviteDate: string;
       readonly ttl: number;
       readonly disallowTransfer: boolean;
       readonly needsPassword: boolean;
      };
     };
    };
   };
  };
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email: string;
      readonly token: string;
      readonly accept: boolean;
      readonly password?: string;
      readonly twoFactorCode?: string;
      readonly firstName?: string;
      readonly lastName?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly accepted: boolean;
       readonly orgId?: string;
      };
     };
    };
   };
  };
 };
 readonly "/orgs/{orgId}/transferResources": {
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly destinationId: string;
      readonly destinationType: "user" | "organization";
      readonly applicationIds?: readonly string[];
      readonly dashboardIds?: readonly string[];
      readonly strict?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/me/transferResources": {
  readonly patch: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly destinationId: string;
      readonly destinationType: "user" | "organization";
      readonly applicationIds?: readonly string[];
      readonly dashboardIds?: readonly string[];
      readonly strict?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/keys": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly applicationKeyId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly key: string;
        readonly status: "active" | "inactive";
        readonly deviceIds: readonly string[];
        readonly deviceTags: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly description: string;
        readonly filterType: "all" | "whitelist" | "blacklist" | "none";
        readonly pubTopics: readonly string[];
        readonly subTopics: readonly string[];
        readonly _type: "applicationKey";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly deviceIds?: readonly string[];
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly description?: string;
      readonly filterType?: "all" | "whitelist" | "blacklist" | "none";
      readonly pubTopics?: readonly string[];
      readonly subTopics?: readonly string[];
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationKeyId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly key: string;
       readonly status: "active" | "inactive";
       readonly deviceIds: readonly string[];
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly description: string;
       readonly filterType: "all" | "whitelist" | "blacklist" | "none";
       readonly pubTopics: readonly string[];
       readonly subTopics: readonly string[];
       readonly _type: "applicationKey";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly secret: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/keys/{applicationKeyId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationKeyId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationKeyId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly key: string;
       readonly status: "active" | "inactive";
       readonly deviceIds: readonly string[];
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly description: string;
       readonly filterType: "all" | "whitelist" | "blacklist" | "none";
       readonly pubTopics: readonly string[];
       readonly subTopics: readonly string[];
       readonly _type: "applicationKey";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationKeyId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationKeyId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly status?: "active" | "inactive";
      readonly description?: string;
      readonly filterType?: "all" | "whitelist" | "blacklist" | "none";
      readonly pubTopics?: readonly string[];
      readonly subTopics?: readonly string[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationKeyId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly key: string;
       readonly status: "active" | "inactive";
       readonly deviceIds: readonly string[];
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly description: string;
       readonly filterType: "all" | "whitelist" | "blacklist" | "none";
       readonly pubTopics: readonly string[];
       readonly subTopics: readonly string[];
       readonly _type: "applicationKey";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/tokens": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly apiTokenId: string;
        readonly ownerId: string;
        readonly ownerType: "application" | "organization" | "user";
        readonly creatorId: string;
        readonly creatorType: string;
        readonly creatorName: string;
        readonly name: string;
        readonly description: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly expirationDate?: string;
        readonly lastUsed?: string;
        readonly scope: readonly string[];
        readonly status: "active" | "inactive";
        readonly token?: string;
        readonly _type: "apiToken";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly ownerId: string;
       readonly ownerType: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly expirationDate?: string;
      readonly scope?: readonly string[];
      readonly status?: "active" | "inactive";
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly apiTokenId: string;
       readonly ownerId: string;
       readonly ownerType: "application" | "organization" | "user";
       readonly creatorId: string;
       readonly creatorType: string;
       readonly creatorName: string;
       readonly name: string;
       readonly description: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly expirationDate?: string;
       readonly lastUsed?: string;
       readonly scope: readonly string[];
       readonly status: "active" | "inactive";
       readonly token?: string;
       readonly _type: "apiToken";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/tokens/{apiTokenId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly apiTokenId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly apiTokenId: string;
       readonly ownerId: string;
       readonly ownerType: "application" | "organization" | "user";
       readonly creatorId: string;
       readonly creatorType: string;
       readonly creatorName: string;
       readonly name: string;
       readonly description: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly expirationDate?: string;
       readonly lastUsed?: string;
       readonly scope: readonly string[];
       readonly status: "active" | "inactive";
       readonly token?: string;
       readonly _type: "apiToken";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly apiTokenId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly apiTokenId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly status?: "active" | "inactive";
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly apiTokenId: string;
       readonly ownerId: string;
       readonly ownerType: "application" | "organization" | "user";
       readonly creatorId: string;
       readonly creatorType: string;
       readonly creatorName: string;
       readonly name: string;
       readonly description: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly expirationDate?: string;
       readonly lastUsed?: string;
       readonly scope: readonly string[];
       readonly status: "active" | "inactive";
       readonly token?: string;
       readonly _type: "apiToken";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/orgs/{orgId}/tokens": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly apiTokenId: string;
        readonly ownerId: string;
        readonly ownerType: "application" | "organization" | "user";
        readonly creatorId: string;
        readonly creatorType: string;
        readonly creatorName: string;
        readonly name: string;
        readonly description: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly expirationDate?: string;
        readonly lastUsed?: string;
        readonly scope: readonly string[];
        readonly status: "active" | "inactive";
        readonly token?: string;
        readonly _type: "apiToken";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly ownerId: string;
       readonly ownerType: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly expirationDate?: string;
      readonly scope?: readonly string[];
      readonly status?: "active" | "inactive";
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly apiTokenId: string;
       readonly ownerId: string;
       readonly ownerType: "application" | "organization" | "user";
       readonly creatorId: string;
       readonly creatorType: string;
       readonly creatorName: string;
       readonly name: string;
       readonly description: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly expirationDate?: string;
       readonly lastUsed?: string;
       readonly scope: readonly string[];
       readonly status: "active" | "inactive";
       readonly token?: string;
       readonly _type: "apiToken";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/orgs/{orgId}/tokens/{apiTokenId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly orgId: string;
     readonly apiTokenId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly apiTokenId: string;
       readonly ownerId: string;
       readonly ownerType: "application" | "organization" | "user";
       readonly creatorId: string;
       readonly creatorType: string;
       readonly creatorName: string;
       readonly name: string;
       readonly description: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly expirationDate?: string;
       readonly lastUsed?: string;
       readonly scope: readonly string[];
       readonly status: "active" | "inactive";
       readonly token?: string;
       readonly _type: "apiToken";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly orgId: string;
     readonly apiTokenId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly orgId: string;
     readonly apiTokenId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly status?: "active" | "inactive";
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly apiTokenId: string;
       readonly ownerId: string;
       readonly ownerType: "application" | "organization" | "user";
       readonly creatorId: string;
       readonly creatorType: string;
       readonly creatorName: string;
       readonly name: string;
       readonly description: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly expirationDate?: string;
       readonly lastUsed?: string;
       readonly scope: readonly string[];
       readonly status: "active" | "inactive";
       readonly token?: string;
       readonly _type: "apiToken";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/me/tokens": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly apiTokenId: string;
        readonly ownerId: string;
        readonly ownerType: "application" | "organization" | "user";
        readonly creatorId: string;
        readonly creatorType: string;
        readonly creatorName: string;
        readonly name: string;
        readonly description: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly expirationDate?: string;
        readonly lastUsed?: string;
        readonly scope: readonly string[];
        readonly status: "active" | "inactive";
        readonly token?: string;
        readonly _type: "apiToken";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly ownerId: string;
       readonly ownerType: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly expirationDate?: string;
      readonly scope?: readonly string[];
      readonly status?: "active" | "inactive";
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly apiTokenId: string;
       readonly ownerId: string;
       readonly ownerType: "application" | "organization" | "user";
       readonly creatorId: string;
       readonly creatorType: string;
       readonly creatorName: string;
       readonly name: string;
       readonly description: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly expirationDate?: string;
       readonly lastUsed?: string;
       readonly scope: readonly string[];
       readonly status: "active" | "inactive";
       readonly token?: string;
       readonly _type: "apiToken";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/me/tokens/{apiTokenId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly apiTokenId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly apiTokenId: string;
       readonly ownerId: string;
       readonly ownerType: "application" | "organization" | "user";
       readonly creatorId: string;
       readonly creatorType: string;
       readonly creatorName: string;
       readonly name: string;
       readonly description: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly expirationDate?: string;
       readonly lastUsed?: string;
       readonly scope: readonly string[];
       readonly status: "active" | "inactive";
       readonly token?: string;
       readonly _type: "apiToken";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly apiTokenId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly apiTokenId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly status?: "active" | "inactive";
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly apiTokenId: string;
       readonly ownerId: string;
       readonly ownerType: "application" | "organization" | "user";
       readonly creatorId: string;
       readonly creatorType: string;
       readonly creatorName: string;
       readonly name: string;
       readonly description: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly expirationDate?: string;
       readonly lastUsed?: string;
       readonly scope: readonly string[];
       readonly status: "active" | "inactive";
       readonly token?: string;
       readonly _type: "apiToken";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/state": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly limit?: number;
     readonly since?: number;
     readonly sortDirection?: "asc" | "desc";
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": readonly {
       readonly time: string;
       readonly data: {
        readonly [key: string]: string | number | boolean;
       };
      }[];
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": unknown;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly rejected?: readonly {
        readonly index: number;
        readonly message: string;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/compositeState": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly start?: number;
     readonly end?: number;
     readonly attributes?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: {
        readonly time: string;
        readonly value: string | number | boolean;
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/data": {
  readonly delete: {
   readonly parameters: {
    readonly query?: {
     readonly start?: number;
     readonly end?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobQueued?: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/removeData": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly query: {
       readonly [key: string]: unknown;
      };
      /** @default 1 */
      readonly start?: number;
      /** @default 0 */
      readonly end?: number;
      readonly attributes?: null | readonly string[];
      readonly keepConnectionHistory?: boolean;
      readonly keepCommandHistory?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly completed?: number;
       readonly notApplicable?: number;
       readonly jobQueued?: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/payloadCounts": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly start?: number;
     readonly end?: number;
     readonly groupBy?: "device";
     readonly resolution?: "3600000" | "86400000";
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/orgs/{orgId}/payloadCounts": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly start?: number;
     readonly end?: number;
    };
    readonly path: {
     readonly orgId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/me/payloadCounts": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly start?: number;
     readonly end?: number;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data/import-history": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly states: readonly {
       readonly deviceId: string;
       readonly time: unknown;
       readonly data: unknown;
      }[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly stored: number;
       readonly rejected: readonly {
        readonly index: number;
        readonly message: string;
       }[];
       readonly dropped: readonly {
        readonly index: number;
        readonly message: string;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data/time-series-query": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly start?: number;
      readonly end?: number;
      readonly duration?: number;
      readonly resolution?: number;
      readonly aggregation?: unknown;
      readonly attributes?: readonly string[];
      readonly deviceIds?: readonly string[];
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly limit?: number;
      readonly order?: "asc" | "desc";
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly start: string;
       readonly end: string;
       readonly resolution: number;
       readonly aggregation: unknown;
       readonly devices: {
        readonly [key: string]: {
         readonly name: string;
         readonly points: readonly {
          readonly time: string;
          readonly data: {
           readonly [key: string]: string | number | boolean;
          };
         }[];
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data/last-value-query": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly attribute?: string;
      readonly deviceIds?: readonly string[];
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: {
        readonly time: string;
        readonly data: {
         readonly [key: string]: string | number | boolean;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data/positions": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly query?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly items: readonly {
        readonly deviceId: string;
        readonly name: string;
        /** @description The GPS attribute that has the newest value. */
        readonly attribute: string;
        readonly latitude: number;
        readonly longitude: number;
        readonly time: string;
       }[];
       readonly count: number;
       readonly _type: "devicePositions";
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/export": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly start?: number;
     readonly end?: number;
     readonly email?: string;
     readonly callbackUrl?: string;
     readonly guardFormulas?: "true" | "false";
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": Record<string, never>;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data/export": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email?: string;
      readonly callbackUrl?: string;
      readonly deviceIds?: readonly string[];
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly deviceQuery?: {
       readonly [key: string]: unknown;
      };
      readonly attributes?: readonly string[];
      readonly start?: number;
      readonly end?: number;
      readonly options?: {
       /** @default true */
       readonly includeDate?: boolean;
       /** @default true */
       readonly includeID?: boolean;
       /** @default false */
       readonly includeBlobData?: boolean;
       /** @default false */
       readonly guardFormulas?: boolean;
      } & {
       readonly [key: string]: unknown;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/export": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly email?: string;
     readonly callbackUrl?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email?: string;
      readonly callbackUrl?: string;
      readonly query?: {
       readonly [key: string]: unknown;
      };
      readonly guardFormulas?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/exports": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly jobId: string;
        readonly applicationId: string;
        readonly kind: string;
        readonly state: "pending" | "running" | "done" | "failed";
        readonly rows: number;
        readonly bytes: number;
        readonly error?: string;
        readonly delivery?: "delivered" | "failed";
        readonly deliveryError?: string;
        readonly url?: string;
        readonly creationDate: string;
        readonly finishedDate?: string;
        readonly expirationDate?: string;
        readonly _type: "export";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/exports/{exportId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly exportId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly jobId: string;
       readonly applicationId: string;
       readonly kind: string;
       readonly state: "pending" | "running" | "done" | "failed";
       readonly rows: number;
       readonly bytes: number;
       readonly error?: string;
       readonly delivery?: "delivered" | "failed";
       readonly deliveryError?: string;
       readonly url?: string;
       readonly creationDate: string;
       readonly finishedDate?: string;
       readonly expirationDate?: string;
       readonly _type: "export";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly exportId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/exports/{exportToken}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly exportToken: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/device-recipes": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly deviceRecipeId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly deviceName: string;
        readonly deviceDescription: string;
        readonly tags: readonly {
         readonly key: string;
         readonly value: string;
        }[];
        readonly attributes: readonly {
         readonly name: string;
         readonly dataType: "string" | "number" | "gps" | "boolean";
         readonly contentType?: string;
         readonly dataTTL?: number;
         readonly description?: string;
         readonly attributeTags?: {
          readonly [key: string]: string;
         };
         readonly system?: {
          readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
          readonly aggregationOptions?: readonly unknown[];
          readonly childAttributes?: readonly {
           readonly name: string;
           readonly mode: "all" | "whitelist" | "blacklist";
           readonly deviceIds?: readonly string[];
           readonly deviceTags?: readonly {
            readonly key?: string;
            readonly value?: string;
           }[];
          }[];
         };
        }[];
        readonly deviceClass: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
        readonly gatewayId?: string;
        readonly parentId: string | null;
        readonly systemInterval?: number;
        readonly keepDuplicates: boolean;
        readonly commandForms?: readonly {
         readonly name: string;
         readonly description?: string;
         readonly fields?: readonly {
          readonly name: string;
          readonly label?: string;
          readonly dataType: "number" | "string" | "boolean";
          readonly unit?: string;
          readonly min?: number;
          readonly max?: number;
          readonly choices?: readonly (number | string)[];
          readonly default?: number | string | boolean;
          readonly required?: boolean;
         }[];
        }[];
        readonly _type: "deviceRecipe";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly deviceName?: string;
      readonly deviceDescription?: string;
      readonly tags?: readonly {
       readonly key: string;
       readonly value: string;
      }[];
      readonly attributes?: readonly {
       readonly name: string;
       readonly dataType: "string" | "number" | "gps" | "boolean";
       readonly contentType?: string;
       readonly dataTTL?: number;
       readonly description?: string;
       readonly attributeTags?: {
        readonly [key: string]: string;
       };
       readonly system?: {
        readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
        readonly aggregationOptions?: readonly unknown[];
        readonly childAttributes?: readonly {
         readonly name: string;
         readonly mode: "all" | "whitelist" | "blacklist";
         readonly deviceIds?: readonly string[];
         readonly deviceTags?: readonly {
          readonly key?: string;
          readonly value?: string;
         }[];
        }[];
       };
      }[];
      readonly deviceClass?: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
      readonly gatewayId?: string;
      readonly parentId?: string | null;
      readonly systemInterval?: number;
      readonly keepDuplicates?: boolean;
      readonly commandForms?: readonly {
       readonly name: string;
       readonly description?: string;
       readonly fields?: readonly {
        readonly name: string;
        readonly label?: string;
        readonly dataType: "number" | "string" | "boolean";
        readonly unit?: string;
        readonly min?: number;
        readonly max?: number;
        readonly choices?: readonly (number | string)[];
        readonly default?: number | string | boolean;
        readonly required?: boolean;
       }[];
      }[];
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly deviceRecipeId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly deviceName: string;
       readonly deviceDescription: string;
       readonly tags: readonly {
        readonly key: string;
        readonly value: string;
       }[];
       readonly attributes: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "gps" | "boolean";
        readonly contentType?: string;
        readonly dataTTL?: number;
        readonly description?: string;
        readonly attributeTags?: {
         readonly [key: string]: string;
        };
        readonly system?: {
         readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
         readonly aggregationOptions?: readonly unknown[];
         readonly childAttributes?: readonly {
          readonly name: string;
          readonly mode: "all" | "whitelist" | "blacklist";
          readonly deviceIds?: readonly string[];
          readonly deviceTags?: readonly {
           readonly key?: string;
           readonly value?: string;
          }[];
         }[];
        };
       }[];
       readonly deviceClass: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
       readonly gatewayId?: string;
       readonly parentId: string | null;
       readonly systemInterval?: number;
       readonly keepDuplicates: boolean;
       readonly commandForms?: readonly {
        readonly name: string;
        readonly description?: string;
        readonly fields?: readonly {
         readonly name: string;
         readonly label?: string;
         readonly dataType: "number" | "string" | "boolean";
         readonly unit?: string;
         readonly min?: number;
         readonly max?: number;
         readonly choices?: readonly (number | string)[];
         readonly default?: number | string | boolean;
         readonly required?: boolean;
        }[];
       }[];
       readonly _type: "deviceRecipe";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/device-recipes/{deviceRecipeId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly deviceRecipeId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly deviceRecipeId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly deviceName: string;
       readonly deviceDescription: string;
       readonly tags: readonly {
        readonly key: string;
        readonly value: string;
       }[];
       readonly attributes: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "gps" | "boolean";
        readonly contentType?: string;
        readonly dataTTL?: number;
        readonly description?: string;
        readonly attributeTags?: {
         readonly [key: string]: string;
        };
        readonly system?: {
         readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
         readonly aggregationOptions?: readonly unknown[];
         readonly childAttributes?: readonly {
          readonly name: string;
          readonly mode: "all" | "whitelist" | "blacklist";
          readonly deviceIds?: readonly string[];
          readonly deviceTags?: readonly {
           readonly key?: string;
           readonly value?: string;
          }[];
         }[];
        };
       }[];
       readonly deviceClass: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
       readonly gatewayId?: string;
       readonly parentId: string | null;
       readonly systemInterval?: number;
       readonly keepDuplicates: boolean;
       readonly commandForms?: readonly {
        readonly name: string;
        readonly description?: string;
        readonly fields?: readonly {
         readonly name: string;
         readonly label?: string;
         readonly dataType: "number" | "string" | "boolean";
         readonly unit?: string;
         readonly min?: number;
         readonly max?: number;
         readonly choices?: readonly (number | string)[];
         readonly default?: number | string | boolean;
         readonly required?: boolean;
        }[];
       }[];
       readonly _type: "deviceRecipe";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly deviceRecipeId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly deviceRecipeId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly deviceName?: string;
      readonly deviceDescription?: string;
      readonly tags?: readonly {
       readonly key: string;
       readonly value: string;
      }[];
      readonly attributes?: readonly {
       readonly name: string;
       readonly dataType: "string" | "number" | "gps" | "boolean";
       readonly contentType?: string;
       readonly dataTTL?: number;
       readonly description?: string;
       readonly attributeTags?: {
        readonly [key: string]: string;
       };
       readonly system?: {
        readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
        readonly aggregationOptions?: readonly unknown[];
        readonly childAttributes?: readonly {
         readonly name: string;
         readonly mode: "all" | "whitelist" | "blacklist";
         readonly deviceIds?: readonly string[];
         readonly deviceTags?: readonly {
          readonly key?: string;
          readonly value?: string;
         }[];
        }[];
       };
      }[];
      readonly deviceClass?: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
      readonly gatewayId?: string;
      readonly parentId?: string | null;
      readonly systemInterval?: number;
      readonly keepDuplicates?: boolean;
      readonly commandForms?: readonly {
       readonly name: string;
       readonly description?: string;
       readonly fields?: readonly {
        readonly name: string;
        readonly label?: string;
        readonly dataType: "number" | "string" | "boolean";
        readonly unit?: string;
        readonly min?: number;
        readonly max?: number;
        readonly choices?: readonly (number | string)[];
        readonly default?: number | string | boolean;
        readonly required?: boolean;
       }[];
      }[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly deviceRecipeId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly deviceName: string;
       readonly deviceDescription: string;
       readonly tags: readonly {
        readonly key: string;
        readonly value: string;
       }[];
       readonly attributes: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "gps" | "boolean";
        readonly contentType?: string;
        readonly dataTTL?: number;
        readonly description?: string;
        readonly attributeTags?: {
         readonly [key: string]: string;
        };
        readonly system?: {
         readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV";
         readonly aggregationOptions?: readonly unknown[];
         readonly childAttributes?: readonly {
          readonly name: string;
          readonly mode: "all" | "whitelist" | "blacklist";
          readonly deviceIds?: readonly string[];
          readonly deviceTags?: readonly {
           readonly key?: string;
           readonly value?: string;
          }[];
         }[];
        };
       }[];
       readonly deviceClass: "standalone" | "gateway" | "peripheral" | "floating" | "edgeCompute" | "system";
       readonly gatewayId?: string;
       readonly parentId: string | null;
       readonly systemInterval?: number;
       readonly keepDuplicates: boolean;
       readonly commandForms?: readonly {
        readonly name: string;
        readonly description?: string;
        readonly fields?: readonly {
         readonly name: string;
         readonly label?: string;
         readonly dataType: "number" | "string" | "boolean";
         readonly unit?: string;
         readonly min?: number;
         readonly max?: number;
         readonly choices?: readonly (number | string)[];
         readonly default?: number | string | boolean;
         readonly required?: boolean;
        }[];
       }[];
       readonly _type: "deviceRecipe";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/device-recipes/{deviceRecipeId}/bulkCreate": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly deviceRecipeId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly csv?: string;
      readonly count?: number;
      readonly nameColumn?: string;
      readonly descriptionColumn?: string;
      readonly gatewayIdColumn?: string;
      readonly parentIdColumn?: string;
      readonly gatewayId?: string;
      readonly parentId?: string;
      readonly makeUniqueKeySecret?: boolean;
      readonly email?: string;
      readonly callbackUrl?: string;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly created: number;
       readonly failed: number;
       readonly csvResult: string;
      };
     };
    };
    readonly 202: {
     content: {
      readonly "application/json": {
       readonly jobQueued: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/edge/deployments": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly deviceId?: string;
     readonly flowId?: string;
     readonly version?: string;
     readonly filterEmpty?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly edgeDeploymentId: string;
        readonly applicationId: string;
        readonly deviceId: string;
        readonly deviceName: string;
        readonly flowId: string;
        readonly flowName?: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly currentVersion: string | null;
        readonly desiredVersion: string | null;
        readonly logs: readonly {
         readonly sourceType: string;
         readonly sourceId: string;
         readonly date: string;
         readonly changeType: "desired" | "current";
         readonly newValue: string | null;
         readonly previousValue: string | null;
         readonly attemptedValue?: string | null;
         readonly error?: string;
        }[];
        readonly _type: "edgeDeployment";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly deviceId?: string;
       readonly flowId?: string;
       readonly version?: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/edge/deployments/release": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly flowId: string;
      readonly version: string | null;
      readonly deviceIds?: readonly string[];
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/edge/deployments/replace": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly flowId: string;
      readonly oldVersion: string;
      readonly newVersion: string | null;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/edge/deployments/remove": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly flowId: string | null;
      readonly deviceId: string | null;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/edge/deployments": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly deviceId?: string;
     readonly flowId?: string;
     readonly version?: string;
     readonly filterEmpty?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly edgeDeploymentId: string;
        readonly applicationId: string;
        readonly deviceId: string;
        readonly deviceName: string;
        readonly flowId: string;
        readonly flowName?: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly currentVersion: string | null;
        readonly desiredVersion: string | null;
        readonly logs: readonly {
         readonly sourceType: string;
         readonly sourceId: string;
         readonly date: string;
         readonly changeType: "desired" | "current";
         readonly newValue: string | null;
         readonly previousValue: string | null;
         readonly attemptedValue?: string | null;
         readonly error?: string;
        }[];
        readonly _type: "edgeDeployment";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly deviceId?: string;
       readonly flowId?: string;
       readonly version?: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/edge/deployments/{edgeDeploymentId}/workflow": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly edgeDeploymentId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/edge/deployments/{edgeDeploymentId}/report": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly edgeDeploymentId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly version: string | null;
      readonly error?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly dataTableId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly columns: readonly {
         readonly name: string;
         readonly dataType: "string" | "number" | "boolean";
         readonly constraint: "unique" | "required" | "optional";
         readonly defaultValue?: string | number | boolean;
        }[];
        readonly rowCount: number;
        readonly _type: "dataTable";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly columns?: readonly {
       readonly name: string;
       readonly dataType: "string" | "number" | "boolean";
       readonly constraint: "unique" | "required" | "optional";
       readonly defaultValue?: string | number | boolean;
      }[];
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dataTableId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly columns: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "boolean";
        readonly constraint: "unique" | "required" | "optional";
        readonly defaultValue?: string | number | boolean;
       }[];
       readonly rowCount: number;
       readonly _type: "dataTable";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dataTableId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly columns: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "boolean";
        readonly constraint: "unique" | "required" | "optional";
        readonly defaultValue?: string | number | boolean;
       }[];
       readonly rowCount: number;
       readonly _type: "dataTable";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dataTableId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly columns: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "boolean";
        readonly constraint: "unique" | "required" | "optional";
        readonly defaultValue?: string | number | boolean;
       }[];
       readonly rowCount: number;
       readonly _type: "dataTable";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/column": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly dataType: "string" | "number" | "boolean";
      readonly constraint: "unique" | "required" | "optional";
      readonly defaultValue?: string | number | boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dataTableId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly columns: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "boolean";
        readonly constraint: "unique" | "required" | "optional";
        readonly defaultValue?: string | number | boolean;
       }[];
       readonly rowCount: number;
       readonly _type: "dataTable";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly query: {
     readonly columnName: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dataTableId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly columns: readonly {
        readonly name: string;
        readonly dataType: "string" | "number" | "boolean";
        readonly constraint: "unique" | "required" | "optional";
        readonly defaultValue?: string | number | boolean;
       }[];
       readonly rowCount: number;
       readonly _type: "dataTable";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/rows": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly limit?: number;
     readonly offset?: number;
     readonly sortColumn?: string;
     readonly sortDirection?: "asc" | "desc" | "ASC" | "DESC" | "";
     readonly includeFields?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly ({
        readonly id?: string;
        readonly createdAt?: string;
        readonly updatedAt?: string;
       } & {
        readonly [key: string]: unknown;
       })[];
       readonly count: number;
       readonly totalCount: number;
       /**
        * @description The page ended early, because its rows are heavy.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly limit: number;
       readonly offset: number;
       readonly sortColumn: string;
       readonly sortDirection: string;
       readonly dataTableId: string;
       readonly applicationId: string;
       readonly query?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "dataTableRows";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly [key: string]: unknown;
     } | readonly {
      readonly [key: string]: unknown;
     }[];
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id?: string;
       readonly createdAt?: string;
       readonly updatedAt?: string;
      } & {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/rows/query": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly limit?: number;
     readonly offset?: number;
     readonly sortColumn?: string;
     readonly sortDirection?: "asc" | "desc" | "ASC" | "DESC" | "";
     readonly includeFields?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly [key: string]: unknown;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly ({
        readonly id?: string;
        readonly createdAt?: string;
        readonly updatedAt?: string;
       } & {
        readonly [key: string]: unknown;
       })[];
       readonly count: number;
       readonly totalCount: number;
       /**
        * @description The page ended early, because its rows are heavy.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly limit: number;
       readonly offset: number;
       readonly sortColumn: string;
       readonly sortDirection: string;
       readonly dataTableId: string;
       readonly applicationId: string;
       readonly query?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "dataTableRows";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/rows/delete": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly limit?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly [key: string]: unknown;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly removed: number;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/rows/truncate": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/rows/export": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email?: string;
      readonly callbackUrl?: string;
      readonly query?: {
       readonly [key: string]: unknown;
      };
      readonly queryOptions?: {
       readonly limit?: number;
       readonly offset?: number;
       readonly sortColumn?: string;
       readonly sortDirection?: "asc" | "desc" | "ASC" | "DESC" | "";
      } & {
       readonly [key: string]: unknown;
      };
      readonly guardFormulas?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/rows/{rowId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
     readonly rowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id?: string;
       readonly createdAt?: string;
       readonly updatedAt?: string;
      } & {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
     readonly rowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
     readonly rowId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly [key: string]: unknown;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id?: string;
       readonly createdAt?: string;
       readonly updatedAt?: string;
      } & {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/imports": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly jobId: string;
        readonly applicationId: string;
        readonly dataTableId: string;
        readonly state: "pending" | "running" | "done" | "failed";
        readonly bytes: number;
        readonly rows: number;
        readonly count: number;
        readonly errorCount: number;
        readonly errors: readonly {
         readonly line: number;
         readonly message: string;
        }[];
        readonly error?: string;
        readonly creationDate: string;
        readonly finishedDate?: string;
        readonly _type: "dataTableImport";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly applicationId: string;
       readonly dataTableId: string;
       readonly _type: "dataTableImports";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/imports/{importId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
     readonly importId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly jobId: string;
       readonly applicationId: string;
       readonly dataTableId: string;
       readonly state: "pending" | "running" | "done" | "failed";
       readonly bytes: number;
       readonly rows: number;
       readonly count: number;
       readonly errorCount: number;
       readonly errors: readonly {
        readonly line: number;
        readonly message: string;
       }[];
       readonly error?: string;
       readonly creationDate: string;
       readonly finishedDate?: string;
       readonly _type: "dataTableImport";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/files": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly type?: string;
     readonly status?: string;
     readonly directory?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly authorType?: "flow" | "user" | "device" | "apiToken";
        readonly authorId?: string;
        readonly status: "pending" | "completed";
        readonly name: string;
        readonly parentDirectory: string;
        readonly type: "file" | "directory";
        /** @description Bytes. */
        readonly fileSize?: number;
        /** @description MD5 of the content, hex. */
        readonly s3etag?: string;
        readonly contentType?: string;
        readonly fileDimensions?: {
         readonly width?: number;
         readonly height?: number;
        };
        /** @description Where anybody may fetch the content. */
        readonly url?: string;
        readonly _type: "file";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly parentExists?: boolean;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly parentDirectory?: string;
      readonly type: "file" | "directory";
      /** @description Bytes. */
      readonly fileSize?: number;
      readonly contentType?: string;
      readonly fileDimensions?: {
       readonly width?: number;
       readonly height?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly authorType?: "flow" | "user" | "device" | "apiToken";
       readonly authorId?: string;
       readonly status: "pending" | "completed";
       readonly name: string;
       readonly parentDirectory: string;
       readonly type: "file" | "directory";
       /** @description Bytes. */
       readonly fileSize?: number;
       /** @description MD5 of the content, hex. */
       readonly s3etag?: string;
       readonly contentType?: string;
       readonly fileDimensions?: {
        readonly width?: number;
        readonly height?: number;
       };
       /** @description Where anybody may fetch the content. */
       readonly url?: string;
       readonly _type: "file";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly upload?: {
        readonly url: string;
        readonly fields: {
         readonly [key: string]: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/file/{fileId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly fileId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly authorType?: "flow" | "user" | "device" | "apiToken";
       readonly authorId?: string;
       readonly status: "pending" | "completed";
       readonly name: string;
       readonly parentDirectory: string;
       readonly type: "file" | "directory";
       /** @description Bytes. */
       readonly fileSize?: number;
       /** @description MD5 of the content, hex. */
       readonly s3etag?: string;
       readonly contentType?: string;
       readonly fileDimensions?: {
        readonly width?: number;
        readonly height?: number;
       };
       /** @description Where anybody may fetch the content. */
       readonly url?: string;
       readonly _type: "file";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly fileId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly fileId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      /** @description Bytes. */
      readonly fileSize?: number;
      readonly contentType?: string;
      readonly fileDimensions?: {
       readonly width?: number;
       readonly height?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly authorType?: "flow" | "user" | "device" | "apiToken";
       readonly authorId?: string;
       readonly status: "pending" | "completed";
       readonly name: string;
       readonly parentDirectory: string;
       readonly type: "file" | "directory";
       /** @description Bytes. */
       readonly fileSize?: number;
       /** @description MD5 of the content, hex. */
       readonly s3etag?: string;
       readonly contentType?: string;
       readonly fileDimensions?: {
        readonly width?: number;
        readonly height?: number;
       };
       /** @description Where anybody may fetch the content. */
       readonly url?: string;
       readonly _type: "file";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly upload?: {
        readonly url: string;
        readonly fields: {
         readonly [key: string]: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/file/{fileId}/move": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly name?: string;
     readonly parentDirectory?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly fileId: string;
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly authorType?: "flow" | "user" | "device" | "apiToken";
       readonly authorId?: string;
       readonly status: "pending" | "completed";
       readonly name: string;
       readonly parentDirectory: string;
       readonly type: "file" | "directory";
       /** @description Bytes. */
       readonly fileSize?: number;
       /** @description MD5 of the content, hex. */
       readonly s3etag?: string;
       readonly contentType?: string;
       readonly fileDimensions?: {
        readonly width?: number;
        readonly height?: number;
       };
       /** @description Where anybody may fetch the content. */
       readonly url?: string;
       readonly _type: "file";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/archiveData": {
  readonly get: {
   readonly parameters: {
    readonly query: {
     readonly date: number;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId?: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/backfillArchiveData": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId?: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/archiveTest": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly archiveConfig?: {
       readonly directory?: string;
       readonly mode?: "all" | "whitelist" | "blacklist";
       readonly deviceIds?: readonly string[];
       readonly deviceTags?: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly s3?: {
        readonly bucket: string;
        readonly region: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly endpoint?: string;
       };
       readonly gcs?: {
        readonly projectId: string;
        readonly keyJson: string;
        readonly bucket: string;
        readonly endpoint?: string;
       };
       readonly azure?: {
        readonly account: string;
        readonly accountKey: string;
        readonly bucket: string;
        readonly endpoint?: string;
       };
       readonly local?: Record<string, never>;
       readonly format?: "csv" | "csv.gz" | "parquet";
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: boolean;
       readonly message: string;
       readonly steps: readonly {
        readonly step: "write" | "read" | "remove";
        readonly success: boolean;
        readonly message: string;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/archiveJobs": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly state?: string;
     readonly start?: number;
     readonly end?: number;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly archiveJobId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly day: string;
        readonly state: "pending" | "exporting" | "uploaded" | "verified" | "failed" | "cancelled";
        readonly attempts: number;
        readonly error?: string;
        readonly devicesDone: number;
        readonly devicesTotal: number;
        readonly objects: number;
        readonly rows: number;
        readonly bytes: number;
        readonly nextAttemptAt?: string;
        readonly _type: "archiveJob";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/archiveJobsStream": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly keepAliveInterval?: number;
     readonly token?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/archiveJobs/{archiveJobId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly archiveJobId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly archiveJobId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly day: string;
       readonly state: "pending" | "exporting" | "uploaded" | "verified" | "failed" | "cancelled";
       readonly attempts: number;
       readonly error?: string;
       readonly devicesDone: number;
       readonly devicesTotal: number;
       readonly objects: number;
       readonly rows: number;
       readonly bytes: number;
       readonly nextAttemptAt?: string;
       readonly _type: "archiveJob";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/archiveJobs/{archiveJobId}/cancel": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly archiveJobId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly archiveJobId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly day: string;
       readonly state: "pending" | "exporting" | "uploaded" | "verified" | "failed" | "cancelled";
       readonly attempts: number;
       readonly error?: string;
       readonly devicesDone: number;
       readonly devicesTotal: number;
       readonly objects: number;
       readonly rows: number;
       readonly bytes: number;
       readonly nextAttemptAt?: string;
       readonly _type: "archiveJob";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/credentials": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly credentialId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly enabled: boolean;
        readonly type: "jwt" | "http" | "certificateKeyPair" | "aws" | "azure" | "gcp" | "datadog" | "loggly" | "mailgun" | "whatsapp" | "snowflake";
        readonly jwtConfig?: {
         readonly issuer?: string;
         readonly algorithm: "HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "ES512";
        };
        readonly httpConfig?: {
         readonly uriMatch: string;
         readonly authMethod: "header" | "queryParam" | "basicAuth" | "clientCertificate";
         readonly publicValue?: string;
        };
        readonly certificateKeyPairConfig?: {
         readonly certificate: string;
        };
        readonly awsConfig?: {
         readonly accessKeyId: string;
         readonly region: string;
        };
        readonly azureConfig?: {
         readonly account?: string;
        };
        readonly gcpConfig?: Record<string, never>;
        readonly datadogConfig?: {
         readonly site?: string;
        };
        readonly logglyConfig?: Record<string, never>;
        readonly mailgunConfig?: Record<string, never>;
        readonly whatsappConfig?: {
         readonly fromNumberId: string;
        };
        readonly snowflakeConfig?: {
         readonly host: string;
         readonly username: string;
        };
        readonly _type: "credential";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly type: "jwt" | "http" | "certificateKeyPair" | "aws" | "azure" | "gcp" | "datadog" | "loggly" | "mailgun" | "whatsapp" | "snowflake";
      readonly description?: string;
      readonly enabled?: boolean;
      readonly jwtConfig?: {
       readonly issuer?: string;
       readonly algorithm: "HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "ES512";
       readonly secret: string;
      };
      readonly httpConfig?: {
       readonly uriMatch: string;
       readonly authMethod: "header" | "queryParam" | "basicAuth" | "clientCertificate";
       readonly publicValue?: string;
       readonly secretValue: string;
      };
      readonly certificateKeyPairConfig?: {
       readonly certificate: string;
       readonly privateKey: string;
      };
      readonly awsConfig?: {
       readonly accessKeyId: string;
       readonly secretAccessKey: string;
       readonly region: string;
      };
      readonly azureConfig?: {
       readonly account?: string;
       readonly accountKey: string;
      };
      readonly gcpConfig?: {
       readonly keyJson: string;
      };
      readonly datadogConfig?: {
       readonly secretValue: string;
       readonly site?: string;
      };
      readonly logglyConfig?: {
       readonly customerToken: string;
      };
      readonly mailgunConfig?: {
       readonly apiKey: string;
      };
      readonly whatsappConfig?: {
       readonly accessToken: string;
       readonly fromNumberId: string;
      };
      readonly snowflakeConfig?: {
       readonly host: string;
       readonly username: string;
       readonly privateKey: string;
      };
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly credentialId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly enabled: boolean;
       readonly type: "jwt" | "http" | "certificateKeyPair" | "aws" | "azure" | "gcp" | "datadog" | "loggly" | "mailgun" | "whatsapp" | "snowflake";
       readonly jwtConfig?: {
        readonly issuer?: string;
        readonly algorithm: "HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "ES512";
       };
       readonly httpConfig?: {
        readonly uriMatch: string;
        readonly authMethod: "header" | "queryParam" | "basicAuth" | "clientCertificate";
        readonly publicValue?: string;
       };
       readonly certificateKeyPairConfig?: {
        readonly certificate: string;
       };
       readonly awsConfig?: {
        readonly accessKeyId: string;
        readonly region: string;
       };
       readonly azureConfig?: {
        readonly account?: string;
       };
       readonly gcpConfig?: Record<string, never>;
       readonly datadogConfig?: {
        readonly site?: string;
       };
       readonly logglyConfig?: Record<string, never>;
       readonly mailgunConfig?: Record<string, never>;
       readonly whatsappConfig?: {
        readonly fromNumberId: string;
       };
       readonly snowflakeConfig?: {
        readonly host: string;
        readonly username: string;
       };
       readonly _type: "credential";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/credentials/{credentialId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly credentialId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly credentialId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly enabled: boolean;
       readonly type: "jwt" | "http" | "certificateKeyPair" | "aws" | "azure" | "gcp" | "datadog" | "loggly" | "mailgun" | "whatsapp" | "snowflake";
       readonly jwtConfig?: {
        readonly issuer?: string;
        readonly algorithm: "HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "ES512";
       };
       readonly httpConfig?: {
        readonly uriMatch: string;
        readonly authMethod: "header" | "queryParam" | "basicAuth" | "clientCertificate";
        readonly publicValue?: string;
       };
       readonly certificateKeyPairConfig?: {
        readonly certificate: string;
       };
       readonly awsConfig?: {
        readonly accessKeyId: string;
        readonly region: string;
       };
       readonly azureConfig?: {
        readonly account?: string;
       };
       readonly gcpConfig?: Record<string, never>;
       readonly datadogConfig?: {
        readonly site?: string;
       };
       readonly logglyConfig?: Record<string, never>;
       readonly mailgunConfig?: Record<string, never>;
       readonly whatsappConfig?: {
        readonly fromNumberId: string;
       };
       readonly snowflakeConfig?: {
        readonly host: string;
        readonly username: string;
       };
       readonly _type: "credential";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly credentialId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly credentialId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly enabled?: boolean;
      readonly jwtConfig?: {
       readonly issuer?: string;
       readonly algorithm?: "HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "ES512";
       readonly secret?: string;
      };
      readonly httpConfig?: {
       readonly uriMatch?: string;
       readonly authMethod?: "header" | "queryParam" | "basicAuth" | "clientCertificate";
       readonly publicValue?: string;
       readonly secretValue?: string;
      };
      readonly certificateKeyPairConfig?: {
       readonly certificate?: string;
       readonly privateKey?: string;
      };
      readonly awsConfig?: {
       readonly accessKeyId?: string;
       readonly secretAccessKey?: string;
       readonly region?: string;
      };
      readonly azureConfig?: {
       readonly account?: string;
       readonly accountKey?: string;
      };
      readonly gcpConfig?: {
       readonly keyJson?: string;
      };
      readonly datadogConfig?: {
       readonly secretValue?: string;
       readonly site?: string;
      };
      readonly logglyConfig?: {
       readonly customerToken?: string;
      };
      readonly mailgunConfig?: {
       readonly apiKey?: string;
      };
      readonly whatsappConfig?: {
       readonly accessToken?: string;
       readonly fromNumberId?: string;
      };
      readonly snowflakeConfig?: {
       readonly host?: string;
       readonly username?: string;
       readonly privateKey?: string;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly credentialId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly enabled: boolean;
       readonly type: "jwt" | "http" | "certificateKeyPair" | "aws" | "azure" | "gcp" | "datadog" | "loggly" | "mailgun" | "whatsapp" | "snowflake";
       readonly jwtConfig?: {
        readonly issuer?: string;
        readonly algorithm: "HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "ES512";
       };
       readonly httpConfig?: {
        readonly uriMatch: string;
        readonly authMethod: "header" | "queryParam" | "basicAuth" | "clientCertificate";
        readonly publicValue?: string;
       };
       readonly certificateKeyPairConfig?: {
        readonly certificate: string;
       };
       readonly awsConfig?: {
        readonly accessKeyId: string;
        readonly region: string;
       };
       readonly azureConfig?: {
        readonly account?: string;
       };
       readonly gcpConfig?: Record<string, never>;
       readonly datadogConfig?: {
        readonly site?: string;
       };
       readonly logglyConfig?: Record<string, never>;
       readonly mailgunConfig?: Record<string, never>;
       readonly whatsappConfig?: {
        readonly fromNumberId: string;
       };
       readonly snowflakeConfig?: {
        readonly host: string;
        readonly username: string;
       };
       readonly _type: "credential";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/credentials/{credentialId}/linkedResources": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly credentialId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: {
        readonly items: readonly {
         readonly id: string;
         readonly applicationId: string;
         readonly name: string;
         readonly _type: string;
        }[];
        readonly count: number;
        readonly totalCount: number;
        readonly applicationId: string;
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/certificate-authorities": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly status: "active" | "inactive";
        readonly description: string;
        readonly applicationCertificateAuthorityId: string;
        readonly name: string;
        readonly caBundle: string;
        readonly caInfo: readonly {
         readonly serialNumber: string;
         /** @description SHA-256 of the certificate. */
         readonly fingerprint: string;
         readonly commonName: string;
         readonly issuerName: string;
         readonly notValidBefore: string;
         readonly notValidAfter: string;
        }[];
        readonly _type: "applicationCertificateAuthority";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly caBundle: string;
      readonly status?: "active" | "inactive";
      readonly description?: string;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly status: "active" | "inactive";
       readonly description: string;
       readonly applicationCertificateAuthorityId: string;
       readonly name: string;
       readonly caBundle: string;
       readonly caInfo: readonly {
        readonly serialNumber: string;
        /** @description SHA-256 of the certificate. */
        readonly fingerprint: string;
        readonly commonName: string;
        readonly issuerName: string;
        readonly notValidBefore: string;
        readonly notValidAfter: string;
       }[];
       readonly _type: "applicationCertificateAuthority";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/certificate-authorities/{applicationCertificateAuthorityId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationCertificateAuthorityId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly status: "active" | "inactive";
       readonly description: string;
       readonly applicationCertificateAuthorityId: string;
       readonly name: string;
       readonly caBundle: string;
       readonly caInfo: readonly {
        readonly serialNumber: string;
        /** @description SHA-256 of the certificate. */
        readonly fingerprint: string;
        readonly commonName: string;
        readonly issuerName: string;
        readonly notValidBefore: string;
        readonly notValidAfter: string;
       }[];
       readonly _type: "applicationCertificateAuthority";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationCertificateAuthorityId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationCertificateAuthorityId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly caBundle?: string;
      readonly status?: "active" | "inactive";
      readonly description?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly status: "active" | "inactive";
       readonly description: string;
       readonly applicationCertificateAuthorityId: string;
       readonly name: string;
       readonly caBundle: string;
       readonly caInfo: readonly {
        readonly serialNumber: string;
        /** @description SHA-256 of the certificate. */
        readonly fingerprint: string;
        readonly commonName: string;
        readonly issuerName: string;
        readonly notValidBefore: string;
        readonly notValidAfter: string;
       }[];
       readonly _type: "applicationCertificateAuthority";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/certificates": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly status: "active" | "inactive";
        readonly description: string;
        readonly applicationCertificateId: string;
        readonly deviceIds: readonly string[];
        readonly deviceTags: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly certificateInfo: {
         readonly serialNumber: string;
         /** @description SHA-256 of the certificate. */
         readonly fingerprint: string;
         readonly commonName: string;
         readonly issuerName: string;
         readonly notValidBefore: string;
         readonly notValidAfter: string;
        };
        readonly filterType: "all" | "whitelist" | "blacklist" | "none";
        readonly pubTopics: readonly string[];
        readonly subTopics: readonly string[];
        readonly _type: "applicationCertificate";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly certificate: string;
      readonly deviceIds?: readonly string[];
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly status?: "active" | "inactive";
      readonly description?: string;
      readonly filterType?: "all" | "whitelist" | "blacklist" | "none";
      readonly pubTopics?: readonly string[];
      readonly subTopics?: readonly string[];
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly status: "active" | "inactive";
       readonly description: string;
       readonly applicationCertificateId: string;
       readonly deviceIds: readonly string[];
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly certificateInfo: {
        readonly serialNumber: string;
        /** @description SHA-256 of the certificate. */
        readonly fingerprint: string;
        readonly commonName: string;
        readonly issuerName: string;
        readonly notValidBefore: string;
        readonly notValidAfter: string;
       };
       readonly filterType: "all" | "whitelist" | "blacklist" | "none";
       readonly pubTopics: readonly string[];
       readonly subTopics: readonly string[];
       readonly _type: "applicationCertificate";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/certificates/{applicationCertificateId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationCertificateId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly status: "active" | "inactive";
       readonly description: string;
       readonly applicationCertificateId: string;
       readonly deviceIds: readonly string[];
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly certificateInfo: {
        readonly serialNumber: string;
        /** @description SHA-256 of the certificate. */
        readonly fingerprint: string;
        readonly commonName: string;
        readonly issuerName: string;
        readonly notValidBefore: string;
        readonly notValidAfter: string;
       };
       readonly filterType: "all" | "whitelist" | "blacklist" | "none";
       readonly pubTopics: readonly string[];
       readonly subTopics: readonly string[];
       readonly _type: "applicationCertificate";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationCertificateId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationCertificateId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly certificate?: string;
      readonly status?: "active" | "inactive";
      readonly description?: string;
      readonly filterType?: "all" | "whitelist" | "blacklist" | "none";
      readonly pubTopics?: readonly string[];
      readonly subTopics?: readonly string[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly status: "active" | "inactive";
       readonly description: string;
       readonly applicationCertificateId: string;
       readonly deviceIds: readonly string[];
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly certificateInfo: {
        readonly serialNumber: string;
        /** @description SHA-256 of the certificate. */
        readonly fingerprint: string;
        readonly commonName: string;
        readonly issuerName: string;
        readonly notValidBefore: string;
        readonly notValidAfter: string;
       };
       readonly filterType: "all" | "whitelist" | "blacklist" | "none";
       readonly pubTopics: readonly string[];
       readonly subTopics: readonly string[];
       readonly _type: "applicationCertificate";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/auth/device": {
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly deviceId: string;
      readonly key?: string;
      readonly secret?: string;
      readonly tokenTTL?: number;
      readonly requestedScopes?: readonly string[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly deviceId: string;
       readonly deviceClass: string;
       readonly token: string;
       readonly filterType: string;
       readonly pubTopics: readonly string[];
       readonly subTopics: readonly string[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/logs": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly limit?: number;
     readonly since?: number;
     readonly sortDirection?: "asc" | "desc";
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": readonly {
       readonly connected: 1 | 0;
       readonly time: string;
       readonly disconnectReason?: string;
       readonly messagesFromClient?: number;
       readonly messagesToClient?: number;
      }[];
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/setConnectionStatus": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly status: "connected" | "disconnected";
      readonly connectedAt?: string | number | {
       readonly $date: string;
      };
      readonly disconnectedAt?: string | number | {
       readonly $date: string;
      };
      readonly disconnectReason?: string;
      readonly messagesFromClient?: number;
      readonly messagesToClient?: number;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/command": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly limit?: number;
     readonly since?: number;
     readonly sortDirection?: "asc" | "desc";
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": readonly {
       readonly name: string;
       readonly time: string;
       readonly payload?: unknown;
      }[];
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly payload?: unknown;
      readonly time?: string | number | {
       readonly $date: string | number;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/devices/command": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly payload?: unknown;
      readonly time?: string | number | {
       readonly $date: string | number;
      };
      readonly deviceIds?: readonly string[];
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly deviceQuery?: {
       readonly [key: string]: unknown;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/mqttPublishMessage": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly topic: string;
      readonly message: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/mqttSubscriptionStream": {
  readonly get: {
   readonly parameters: {
    readonly query: {
     readonly topic: string;
     readonly keepAliveInterval?: number;
     readonly token?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/stateStream": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly keepAliveInterval?: number;
     readonly token?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/devices/{deviceId}/commandStream": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly keepAliveInterval?: number;
     readonly token?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly deviceId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/events": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly state?: string;
     readonly query?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly eventId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
        readonly sourceId: string;
        readonly sourceName?: string;
        readonly level: "info" | "warning" | "error" | "critical";
        readonly state: "new" | "acknowledged" | "resolved";
        readonly subject: string;
        readonly message: string;
        readonly data?: unknown;
        readonly deviceId?: string;
        readonly deviceName?: string;
        readonly eventTags: {
         readonly [key: string]: string;
        };
        readonly updates: readonly {
         readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
         readonly sourceId: string;
         readonly sourceName?: string;
         readonly creationDate: string;
         readonly comment?: string;
         readonly data?: unknown;
         readonly state: "new" | "acknowledged" | "resolved";
         readonly stateChange?: {
          readonly old: "new" | "acknowledged" | "resolved";
          readonly new: "new" | "acknowledged" | "resolved";
         };
         readonly tagsChange?: {
          readonly old: {
           readonly [key: string]: string;
          };
          readonly new: {
           readonly [key: string]: string;
          };
         };
         readonly levelChange?: {
          readonly old: "info" | "warning" | "error" | "critical";
          readonly new: "info" | "warning" | "error" | "critical";
         };
         readonly subjectChange?: {
          readonly old: string;
          readonly new: string;
         };
         readonly deviceIdChange?: {
          readonly old: string | null;
          readonly new: string | null;
         };
        }[];
        readonly updateCount: number;
        readonly _type: "event";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly state?: "new" | "acknowledged" | "resolved";
       readonly query?: {
        readonly [key: string]: unknown;
       };
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly level: "info" | "warning" | "error" | "critical";
      readonly state?: "new" | "acknowledged" | "resolved";
      readonly subject: string;
      readonly message?: string;
      readonly data?: unknown;
      readonly deviceId?: string;
      readonly eventTags?: {
       readonly [key: string]: string;
      };
      readonly creationDate?: string | number | {
       readonly $date: string | number;
      };
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly eventId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
       readonly sourceId: string;
       readonly sourceName?: string;
       readonly level: "info" | "warning" | "error" | "critical";
       readonly state: "new" | "acknowledged" | "resolved";
       readonly subject: string;
       readonly message: string;
       readonly data?: unknown;
       readonly deviceId?: string;
       readonly deviceName?: string;
       readonly eventTags: {
        readonly [key: string]: string;
       };
       readonly updates: readonly {
        readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
        readonly sourceId: string;
        readonly sourceName?: string;
        readonly creationDate: string;
        readonly comment?: string;
        readonly data?: unknown;
        readonly state: "new" | "acknowledged" | "resolved";
        readonly stateChange?: {
         readonly old: "new" | "acknowledged" | "resolved";
         readonly new: "new" | "acknowledged" | "resolved";
        };
        readonly tagsChange?: {
         readonly old: {
          readonly [key: string]: string;
         };
         readonly new: {
          readonly [key: string]: string;
         };
        };
        readonly levelChange?: {
         readonly old: "info" | "warning" | "error" | "critical";
         readonly new: "info" | "warning" | "error" | "critical";
        };
        readonly subjectChange?: {
         readonly old: string;
         readonly new: string;
        };
        readonly deviceIdChange?: {
         readonly old: string | null;
         readonly new: string | null;
        };
       }[];
       readonly updateCount: number;
       readonly _type: "event";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly query?: {
     readonly filterField?: string;
     readonly filter?: string;
     readonly state?: string;
     readonly query?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly state?: "new" | "acknowledged" | "resolved";
      readonly comment?: string;
      readonly data?: unknown;
      readonly eventTags?: {
       readonly [key: string]: string;
      };
      readonly level?: "info" | "warning" | "error" | "critical";
      readonly subject?: string;
      readonly deviceId?: string | null;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/events/mostRecentBySeverity": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly filter?: string;
     readonly query?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly event?: {
        readonly id: string;
        readonly eventId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
        readonly sourceId: string;
        readonly sourceName?: string;
        readonly level: "info" | "warning" | "error" | "critical";
        readonly state: "new" | "acknowledged" | "resolved";
        readonly subject: string;
        readonly message: string;
        readonly data?: unknown;
        readonly deviceId?: string;
        readonly deviceName?: string;
        readonly eventTags: {
         readonly [key: string]: string;
        };
        readonly updates: readonly {
         readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
         readonly sourceId: string;
         readonly sourceName?: string;
         readonly creationDate: string;
         readonly comment?: string;
         readonly data?: unknown;
         readonly state: "new" | "acknowledged" | "resolved";
         readonly stateChange?: {
          readonly old: "new" | "acknowledged" | "resolved";
          readonly new: "new" | "acknowledged" | "resolved";
         };
         readonly tagsChange?: {
          readonly old: {
           readonly [key: string]: string;
          };
          readonly new: {
           readonly [key: string]: string;
          };
         };
         readonly levelChange?: {
          readonly old: "info" | "warning" | "error" | "critical";
          readonly new: "info" | "warning" | "error" | "critical";
         };
         readonly subjectChange?: {
          readonly old: string;
          readonly new: string;
         };
         readonly deviceIdChange?: {
          readonly old: string | null;
          readonly new: string | null;
         };
        }[];
        readonly updateCount: number;
        readonly _type: "event";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       };
       readonly newCount: number;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/events/delete": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly [key: string]: unknown;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly removed: number;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/events/export": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly email?: string;
      readonly query?: {
       readonly [key: string]: unknown;
      };
      readonly callbackUrl?: string;
      readonly guardFormulas?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/eventsStream": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly keepAliveInterval?: number;
     readonly deviceId?: string;
     readonly token?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/events/{eventId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly eventId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly eventId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
       readonly sourceId: string;
       readonly sourceName?: string;
       readonly level: "info" | "warning" | "error" | "critical";
       readonly state: "new" | "acknowledged" | "resolved";
       readonly subject: string;
       readonly message: string;
       readonly data?: unknown;
       readonly deviceId?: string;
       readonly deviceName?: string;
       readonly eventTags: {
        readonly [key: string]: string;
       };
       readonly updates: readonly {
        readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
        readonly sourceId: string;
        readonly sourceName?: string;
        readonly creationDate: string;
        readonly comment?: string;
        readonly data?: unknown;
        readonly state: "new" | "acknowledged" | "resolved";
        readonly stateChange?: {
         readonly old: "new" | "acknowledged" | "resolved";
         readonly new: "new" | "acknowledged" | "resolved";
        };
        readonly tagsChange?: {
         readonly old: {
          readonly [key: string]: string;
         };
         readonly new: {
          readonly [key: string]: string;
         };
        };
        readonly levelChange?: {
         readonly old: "info" | "warning" | "error" | "critical";
         readonly new: "info" | "warning" | "error" | "critical";
        };
        readonly subjectChange?: {
         readonly old: string;
         readonly new: string;
        };
        readonly deviceIdChange?: {
         readonly old: string | null;
         readonly new: string | null;
        };
       }[];
       readonly updateCount: number;
       readonly _type: "event";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly eventId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly eventId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly state?: "new" | "acknowledged" | "resolved";
      readonly comment?: string;
      readonly data?: unknown;
      readonly eventTags?: {
       readonly [key: string]: string;
      };
      readonly level?: "info" | "warning" | "error" | "critical";
      readonly subject?: string;
      readonly deviceId?: string | null;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly eventId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
       readonly sourceId: string;
       readonly sourceName?: string;
       readonly level: "info" | "warning" | "error" | "critical";
       readonly state: "new" | "acknowledged" | "resolved";
       readonly subject: string;
       readonly message: string;
       readonly data?: unknown;
       readonly deviceId?: string;
       readonly deviceName?: string;
       readonly eventTags: {
        readonly [key: string]: string;
       };
       readonly updates: readonly {
        readonly sourceType: "user" | "apiToken" | "device" | "flow" | "experienceUser" | "public" | "alarmRule" | "dashboard";
        readonly sourceId: string;
        readonly sourceName?: string;
        readonly creationDate: string;
        readonly comment?: string;
        readonly data?: unknown;
        readonly state: "new" | "acknowledged" | "resolved";
        readonly stateChange?: {
         readonly old: "new" | "acknowledged" | "resolved";
         readonly new: "new" | "acknowledged" | "resolved";
        };
        readonly tagsChange?: {
         readonly old: {
          readonly [key: string]: string;
         };
         readonly new: {
          readonly [key: string]: string;
         };
        };
        readonly levelChange?: {
         readonly old: "info" | "warning" | "error" | "critical";
         readonly new: "info" | "warning" | "error" | "critical";
        };
        readonly subjectChange?: {
         readonly old: string;
         readonly new: string;
        };
        readonly deviceIdChange?: {
         readonly old: string | null;
         readonly new: string | null;
        };
       }[];
       readonly updateCount: number;
       readonly _type: "event";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/eventChanges/{eventChangeId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly eventChangeId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly jobId: string;
       readonly applicationId: string;
       readonly state: "pending" | "running" | "done" | "failed";
       readonly changed: number;
       readonly error?: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly _type: "eventChange";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/alarm-rules": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly deviceId?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly alarmRuleId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly enabled: boolean;
        readonly kind: "silence" | "threshold";
        readonly level: "info" | "warning" | "error" | "critical";
        readonly subject: string;
        readonly deviceId?: string;
        readonly deviceTags: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly minutes: number;
        readonly includeNeverReported?: boolean;
        readonly attribute?: string;
        readonly operator?: "above" | "below" | "equals" | "notEquals";
        readonly limit?: number | boolean | string;
        readonly clearLimit?: number;
        /** @description Devices that it has an open event about. */
        readonly openCount: number;
        readonly _type: "alarmRule";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly kind: "silence" | "threshold";
      readonly level: "info" | "warning" | "error" | "critical";
      readonly minutes: number;
      readonly description?: string;
      readonly enabled?: boolean;
      /** @description Of its events; {device}, {rule}, {attribute}, {value}, {limit} and {minutes} are filled in. */
      readonly subject?: string;
      /** @description One device; null: not one alone. */
      readonly deviceId?: string | null;
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly includeNeverReported?: boolean;
      readonly attribute?: string;
      readonly operator?: "above" | "below" | "equals" | "notEquals";
      readonly limit?: number | boolean | string;
      readonly clearLimit?: number | null;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly alarmRuleId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly enabled: boolean;
       readonly kind: "silence" | "threshold";
       readonly level: "info" | "warning" | "error" | "critical";
       readonly subject: string;
       readonly deviceId?: string;
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly minutes: number;
       readonly includeNeverReported?: boolean;
       readonly attribute?: string;
       readonly operator?: "above" | "below" | "equals" | "notEquals";
       readonly limit?: number | boolean | string;
       readonly clearLimit?: number;
       /** @description Devices that it has an open event about. */
       readonly openCount: number;
       readonly _type: "alarmRule";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/alarm-rules/{alarmRuleId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly alarmRuleId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly alarmRuleId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly enabled: boolean;
       readonly kind: "silence" | "threshold";
       readonly level: "info" | "warning" | "error" | "critical";
       readonly subject: string;
       readonly deviceId?: string;
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly minutes: number;
       readonly includeNeverReported?: boolean;
       readonly attribute?: string;
       readonly operator?: "above" | "below" | "equals" | "notEquals";
       readonly limit?: number | boolean | string;
       readonly clearLimit?: number;
       /** @description Devices that it has an open event about. */
       readonly openCount: number;
       readonly _type: "alarmRule";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly alarmRuleId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly alarmRuleId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly level?: "info" | "warning" | "error" | "critical";
      readonly minutes?: number;
      readonly description?: string;
      readonly enabled?: boolean;
      /** @description Of its events; {device}, {rule}, {attribute}, {value}, {limit} and {minutes} are filled in. */
      readonly subject?: string;
      /** @description One device; null: not one alone. */
      readonly deviceId?: string | null;
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly includeNeverReported?: boolean;
      readonly attribute?: string;
      readonly operator?: "above" | "below" | "equals" | "notEquals";
      readonly limit?: number | boolean | string;
      readonly clearLimit?: number | null;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly alarmRuleId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly enabled: boolean;
       readonly kind: "silence" | "threshold";
       readonly level: "info" | "warning" | "error" | "critical";
       readonly subject: string;
       readonly deviceId?: string;
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly minutes: number;
       readonly includeNeverReported?: boolean;
       readonly attribute?: string;
       readonly operator?: "above" | "below" | "equals" | "notEquals";
       readonly limit?: number | boolean | string;
       readonly clearLimit?: number;
       /** @description Devices that it has an open event about. */
       readonly openCount: number;
       readonly _type: "alarmRule";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/alarm-rules/{alarmRuleId}/states": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly alarmRuleId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly alarmRuleId: string;
       readonly items: readonly {
        readonly deviceId: string;
        readonly deviceName: string;
        /**
         * @description Whether it is only being watched, or beyond the limit but not for long enough, or has an open event.
         * @enum {unknown}
         */
        readonly state: "waiting" | "open";
        /** @description Since when it is beyond the limit, or was last heard. */
        readonly since?: string;
        readonly value?: number | boolean | string;
        /** @description When an event is opened unless something changes. */
        readonly due?: string;
        readonly eventId?: string;
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly openCount: number;
       readonly page: number;
       readonly perPage: number;
       readonly _type: "alarmStates";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/page-links": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly pageLinkId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        /** @description The search part of the address that the page begins with. */
        readonly view: string;
        readonly deviceIds: readonly string[];
        readonly deviceTags: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly attributes?: readonly string[];
        readonly expires: string;
        readonly isExpired: boolean;
        readonly _type: "pageLink";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      /** @description The search part of the address that the page begins with. */
      readonly view?: string;
      readonly deviceIds?: readonly string[];
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly attributes?: readonly string[];
      readonly expires: string;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly pageLinkId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       /** @description The search part of the address that the page begins with. */
       readonly view: string;
       readonly deviceIds: readonly string[];
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly attributes?: readonly string[];
       readonly expires: string;
       readonly isExpired: boolean;
       readonly _type: "pageLink";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       /** @description What opens the link; it is not shown again. */
       readonly token: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/page-links/{pageLinkId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly pageLinkId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly pageLinkId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       /** @description The search part of the address that the page begins with. */
       readonly view: string;
       readonly deviceIds: readonly string[];
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly attributes?: readonly string[];
       readonly expires: string;
       readonly isExpired: boolean;
       readonly _type: "pageLink";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly pageLinkId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/shared-page": {
  readonly get: {
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly name: string;
       /** @description The search part of the address that the page begins with. */
       readonly view: string;
       readonly expires: string;
       readonly devices: readonly {
        readonly id: string;
        readonly name: string;
        readonly attributes: readonly {
         readonly name: string;
         readonly dataType: string;
         readonly unit?: string;
        }[];
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/shared-page/series": {
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly start?: number;
      readonly end?: number;
      readonly duration?: number;
      readonly resolution?: number;
      readonly aggregation?: "FIRST" | "LAST" | "COUNT" | "MAX" | "MIN" | "MEDIAN" | "MEAN" | "SUM" | "STD_DEV" | "MINMAX";
      readonly attributes?: readonly string[];
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly start: string;
       readonly end: string;
       readonly resolution: number;
       readonly aggregation: unknown;
       readonly devices: {
        readonly [key: string]: {
         readonly name: string;
         readonly points: readonly {
          readonly time: string;
          readonly data: {
           readonly [key: string]: string | number | boolean;
          };
         }[];
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/shared-page/values": {
  readonly get: {
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: {
        readonly time: string;
        readonly data: {
         readonly [key: string]: string | number | boolean;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/notification-rules": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly notificationRuleId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly enabled: boolean;
        readonly levels: readonly ("info" | "warning" | "error" | "critical")[];
        readonly states: readonly ("new" | "acknowledged" | "resolved")[];
        readonly subject: string;
        readonly deviceTags: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly email?: {
         readonly addresses: readonly string[];
        };
        readonly webhook?: {
         readonly url: string;
         /** @description A placeholder, where there is a secret. */
         readonly secret?: string;
        };
        readonly console: boolean;
        readonly quietTime?: {
         readonly timeZone: string;
         readonly days: readonly number[];
         readonly start: string;
         readonly end: string;
         readonly exceptCritical?: boolean;
        };
        readonly repeat?: {
         readonly minutes: number;
         readonly times: number;
        };
        readonly digestMinutes: number;
        readonly maxPerHour: number;
        readonly _type: "notificationRule";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly enabled?: boolean;
      readonly levels?: readonly ("info" | "warning" | "error" | "critical")[];
      readonly states?: readonly ("new" | "acknowledged" | "resolved")[];
      readonly subject?: string;
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly email?: {
       readonly addresses: readonly string[];
      } | null;
      readonly webhook?: {
       readonly url: string;
       readonly secret?: string;
      } | null;
      readonly console?: boolean;
      readonly quietTime?: {
       readonly timeZone: string;
       readonly days: readonly number[];
       readonly start: string;
       readonly end: string;
       readonly exceptCritical?: boolean;
      } | null;
      readonly repeat?: {
       readonly minutes: number;
       readonly times: number;
      } | null;
      readonly digestMinutes?: number;
      readonly maxPerHour?: number;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly notificationRuleId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly enabled: boolean;
       readonly levels: readonly ("info" | "warning" | "error" | "critical")[];
       readonly states: readonly ("new" | "acknowledged" | "resolved")[];
       readonly subject: string;
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly email?: {
        readonly addresses: readonly string[];
       };
       readonly webhook?: {
        readonly url: string;
        /** @description A placeholder, where there is a secret. */
        readonly secret?: string;
       };
       readonly console: boolean;
       readonly quietTime?: {
        readonly timeZone: string;
        readonly days: readonly number[];
        readonly start: string;
        readonly end: string;
        readonly exceptCritical?: boolean;
       };
       readonly repeat?: {
        readonly minutes: number;
        readonly times: number;
       };
       readonly digestMinutes: number;
       readonly maxPerHour: number;
       readonly _type: "notificationRule";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/notification-rules/{notificationRuleId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly notificationRuleId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly notificationRuleId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly enabled: boolean;
       readonly levels: readonly ("info" | "warning" | "error" | "critical")[];
       readonly states: readonly ("new" | "acknowledged" | "resolved")[];
       readonly subject: string;
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly email?: {
        readonly addresses: readonly string[];
       };
       readonly webhook?: {
        readonly url: string;
        /** @description A placeholder, where there is a secret. */
        readonly secret?: string;
       };
       readonly console: boolean;
       readonly quietTime?: {
        readonly timeZone: string;
        readonly days: readonly number[];
        readonly start: string;
        readonly end: string;
        readonly exceptCritical?: boolean;
       };
       readonly repeat?: {
        readonly minutes: number;
        readonly times: number;
       };
       readonly digestMinutes: number;
       readonly maxPerHour: number;
       readonly _type: "notificationRule";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly notificationRuleId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly notificationRuleId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly enabled?: boolean;
      readonly levels?: readonly ("info" | "warning" | "error" | "critical")[];
      readonly states?: readonly ("new" | "acknowledged" | "resolved")[];
      readonly subject?: string;
      readonly deviceTags?: readonly {
       readonly key?: string;
       readonly value?: string;
      }[];
      readonly email?: {
       readonly addresses: readonly string[];
      } | null;
      readonly webhook?: {
       readonly url: string;
       readonly secret?: string;
      } | null;
      readonly console?: boolean;
      readonly quietTime?: {
       readonly timeZone: string;
       readonly days: readonly number[];
       readonly start: string;
       readonly end: string;
       readonly exceptCritical?: boolean;
      } | null;
      readonly repeat?: {
       readonly minutes: number;
       readonly times: number;
      } | null;
      readonly digestMinutes?: number;
      readonly maxPerHour?: number;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly notificationRuleId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly enabled: boolean;
       readonly levels: readonly ("info" | "warning" | "error" | "critical")[];
       readonly states: readonly ("new" | "acknowledged" | "resolved")[];
       readonly subject: string;
       readonly deviceTags: readonly {
        readonly key?: string;
        readonly value?: string;
       }[];
       readonly email?: {
        readonly addresses: readonly string[];
       };
       readonly webhook?: {
        readonly url: string;
        /** @description A placeholder, where there is a secret. */
        readonly secret?: string;
       };
       readonly console: boolean;
       readonly quietTime?: {
        readonly timeZone: string;
        readonly days: readonly number[];
        readonly start: string;
        readonly end: string;
        readonly exceptCritical?: boolean;
       };
       readonly repeat?: {
        readonly minutes: number;
        readonly times: number;
       };
       readonly digestMinutes: number;
       readonly maxPerHour: number;
       readonly _type: "notificationRule";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/notification-rules/{notificationRuleId}/test": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly notificationRuleId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly notificationIds: readonly string[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/notifications": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly state?: "pending" | "delivered" | "failed" | "cancelled";
     readonly notificationRuleId?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly items: readonly {
        readonly id: string;
        readonly notificationId: string;
        readonly applicationId: string;
        readonly notificationRuleId: string;
        readonly notificationRuleName: string;
        readonly channel: "email" | "webhook";
        readonly target: string;
        readonly reason: "event" | "repeat" | "test";
        readonly state: "pending" | "delivered" | "failed" | "cancelled";
        readonly attempts: number;
        /** @description What the last attempt came to. */
        readonly error?: string;
        readonly nextAttempt?: string;
        readonly events: readonly {
         readonly eventId: string;
         readonly change: "created" | "changed";
         readonly level: "info" | "warning" | "error" | "critical";
         readonly state: "new" | "acknowledged" | "resolved";
         readonly oldState?: "new" | "acknowledged" | "resolved";
         readonly oldLevel?: "info" | "warning" | "error" | "critical";
         readonly subject: string;
         readonly message: string;
         readonly comment?: string;
         readonly deviceId?: string;
         readonly deviceName?: string;
         readonly eventTags: {
          readonly [key: string]: string;
         };
         readonly creationDate: string;
         readonly time: string;
        }[];
        readonly eventCount: number;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly _type: "notification";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly page: number;
       readonly perPage: number;
       readonly _type: "notifications";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/notifications/{notificationId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly notificationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly notificationId: string;
       readonly applicationId: string;
       readonly notificationRuleId: string;
       readonly notificationRuleName: string;
       readonly channel: "email" | "webhook";
       readonly target: string;
       readonly reason: "event" | "repeat" | "test";
       readonly state: "pending" | "delivered" | "failed" | "cancelled";
       readonly attempts: number;
       /** @description What the last attempt came to. */
       readonly error?: string;
       readonly nextAttempt?: string;
       readonly events: readonly {
        readonly eventId: string;
        readonly change: "created" | "changed";
        readonly level: "info" | "warning" | "error" | "critical";
        readonly state: "new" | "acknowledged" | "resolved";
        readonly oldState?: "new" | "acknowledged" | "resolved";
        readonly oldLevel?: "info" | "warning" | "error" | "critical";
        readonly subject: string;
        readonly message: string;
        readonly comment?: string;
        readonly deviceId?: string;
        readonly deviceName?: string;
        readonly eventTags: {
         readonly [key: string]: string;
        };
        readonly creationDate: string;
        readonly time: string;
       }[];
       readonly eventCount: number;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly _type: "notification";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/notifications/{notificationId}/resend": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly notificationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly notificationId: string;
       readonly applicationId: string;
       readonly notificationRuleId: string;
       readonly notificationRuleName: string;
       readonly channel: "email" | "webhook";
       readonly target: string;
       readonly reason: "event" | "repeat" | "test";
       readonly state: "pending" | "delivered" | "failed" | "cancelled";
       readonly attempts: number;
       /** @description What the last attempt came to. */
       readonly error?: string;
       readonly nextAttempt?: string;
       readonly events: readonly {
        readonly eventId: string;
        readonly change: "created" | "changed";
        readonly level: "info" | "warning" | "error" | "critical";
        readonly state: "new" | "acknowledged" | "resolved";
        readonly oldState?: "new" | "acknowledged" | "resolved";
        readonly oldLevel?: "info" | "warning" | "error" | "critical";
        readonly subject: string;
        readonly message: string;
        readonly comment?: string;
        readonly deviceId?: string;
        readonly deviceName?: string;
        readonly eventTags: {
         readonly [key: string]: string;
        };
        readonly creationDate: string;
        readonly time: string;
       }[];
       readonly eventCount: number;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly _type: "notification";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/notification-inbox": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly limit?: number;
     readonly before?: number;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly items: readonly {
        readonly id: string;
        /** @description Later entries have greater ones. */
        readonly number: number;
        readonly creationDate: string;
        readonly notificationRuleId: string;
        readonly notificationRuleName: string;
        readonly reason: "event" | "repeat" | "test";
        readonly event: {
         readonly eventId: string;
         readonly change: "created" | "changed";
         readonly level: "info" | "warning" | "error" | "critical";
         readonly state: "new" | "acknowledged" | "resolved";
         readonly oldState?: "new" | "acknowledged" | "resolved";
         readonly oldLevel?: "info" | "warning" | "error" | "critical";
         readonly subject: string;
         readonly message: string;
         readonly comment?: string;
         readonly deviceId?: string;
         readonly deviceName?: string;
         readonly eventTags: {
          readonly [key: string]: string;
         };
         readonly creationDate: string;
         readonly time: string;
        };
        readonly isRead: boolean;
       }[];
       readonly count: number;
       readonly unreadCount: number;
       readonly _type: "notificationInbox";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/notification-inbox/read": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      /** @description The `number` of the newest entry that was read. */
      readonly upTo: number;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly items: readonly {
        readonly id: string;
        /** @description Later entries have greater ones. */
        readonly number: number;
        readonly creationDate: string;
        readonly notificationRuleId: string;
        readonly notificationRuleName: string;
        readonly reason: "event" | "repeat" | "test";
        readonly event: {
         readonly eventId: string;
         readonly change: "created" | "changed";
         readonly level: "info" | "warning" | "error" | "critical";
         readonly state: "new" | "acknowledged" | "resolved";
         readonly oldState?: "new" | "acknowledged" | "resolved";
         readonly oldLevel?: "info" | "warning" | "error" | "critical";
         readonly subject: string;
         readonly message: string;
         readonly comment?: string;
         readonly deviceId?: string;
         readonly deviceName?: string;
         readonly eventTags: {
          readonly [key: string]: string;
         };
         readonly creationDate: string;
         readonly time: string;
        };
        readonly isRead: boolean;
       }[];
       readonly count: number;
       readonly unreadCount: number;
       readonly _type: "notificationInbox";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/webhooks": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly webhookId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        /** @description The last part of the URL; whoever knows it may call. */
        readonly token: string;
        /** @description Where the webhook is called; paths below it lead to it as well. */
        readonly url: string;
        readonly enabled: boolean;
        readonly responseCode: number;
        readonly verificationType: "none" | "facebook" | "fitbit" | "twilio" | "alexa";
        readonly verificationCode: string;
        readonly waitForReply: boolean;
        readonly basicAuthUsername: string;
        /** @description A placeholder, where there is a password. */
        readonly basicAuthPassword?: string;
        readonly castBuffersAs: "array" | "binary" | "utf8" | "base64" | "hex";
        readonly annotateMultipart: boolean;
        readonly isWebsocket: false;
        readonly _type: "webhook";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly enabled?: boolean;
      readonly responseCode?: number;
      readonly verificationType?: "none" | "facebook" | "fitbit" | "twilio" | "alexa";
      readonly verificationCode?: string;
      readonly waitForReply?: boolean;
      readonly basicAuthUsername?: string;
      readonly basicAuthPassword?: string;
      readonly castBuffersAs?: "array" | "binary" | "utf8" | "base64" | "hex";
      readonly annotateMultipart?: boolean;
      /** @description true is not built yet. */
      readonly isWebsocket?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly webhookId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       /** @description The last part of the URL; whoever knows it may call. */
       readonly token: string;
       /** @description Where the webhook is called; paths below it lead to it as well. */
       readonly url: string;
       readonly enabled: boolean;
       readonly responseCode: number;
       readonly verificationType: "none" | "facebook" | "fitbit" | "twilio" | "alexa";
       readonly verificationCode: string;
       readonly waitForReply: boolean;
       readonly basicAuthUsername: string;
       /** @description A placeholder, where there is a password. */
       readonly basicAuthPassword?: string;
       readonly castBuffersAs: "array" | "binary" | "utf8" | "base64" | "hex";
       readonly annotateMultipart: boolean;
       readonly isWebsocket: false;
       readonly _type: "webhook";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/webhooks/{webhookId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly webhookId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly webhookId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       /** @description The last part of the URL; whoever knows it may call. */
       readonly token: string;
       /** @description Where the webhook is called; paths below it lead to it as well. */
       readonly url: string;
       readonly enabled: boolean;
       readonly responseCode: number;
       readonly verificationType: "none" | "facebook" | "fitbit" | "twilio" | "alexa";
       readonly verificationCode: string;
       readonly waitForReply: boolean;
       readonly basicAuthUsername: string;
       /** @description A placeholder, where there is a password. */
       readonly basicAuthPassword?: string;
       readonly castBuffersAs: "array" | "binary" | "utf8" | "base64" | "hex";
       readonly annotateMultipart: boolean;
       readonly isWebsocket: false;
       readonly _type: "webhook";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly query?: {
     readonly includeWorkflows?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
     readonly webhookId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly webhookId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly enabled?: boolean;
      readonly responseCode?: number;
      readonly verificationType?: "none" | "facebook" | "fitbit" | "twilio" | "alexa";
      readonly verificationCode?: string;
      readonly waitForReply?: boolean;
      readonly basicAuthUsername?: string;
      readonly basicAuthPassword?: string;
      readonly castBuffersAs?: "array" | "binary" | "utf8" | "base64" | "hex";
      readonly annotateMultipart?: boolean;
      /** @description true is not built yet. */
      readonly isWebsocket?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly webhookId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       /** @description The last part of the URL; whoever knows it may call. */
       readonly token: string;
       /** @description Where the webhook is called; paths below it lead to it as well. */
       readonly url: string;
       readonly enabled: boolean;
       readonly responseCode: number;
       readonly verificationType: "none" | "facebook" | "fitbit" | "twilio" | "alexa";
       readonly verificationCode: string;
       readonly waitForReply: boolean;
       readonly basicAuthUsername: string;
       /** @description A placeholder, where there is a password. */
       readonly basicAuthPassword?: string;
       readonly castBuffersAs: "array" | "binary" | "utf8" | "base64" | "hex";
       readonly annotateMultipart: boolean;
       readonly isWebsocket: false;
       readonly _type: "webhook";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/webhooks/{webhookId}/calls": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly webhookId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly applicationId: string;
       readonly webhookId: string;
       readonly items: readonly {
        readonly id: string;
        readonly time: string;
        /** @description Where the call came from. */
        readonly address: string;
        readonly method: string;
        /** @description What followed the token. */
        readonly path: string;
        readonly query: {
         readonly [key: string]: unknown;
        };
        readonly headers: {
         readonly [key: string]: unknown;
        };
        readonly body: unknown;
        /** @description Bytes of the body as it came. */
        readonly bodyBytes: number;
        /** @description Whether `body` is only the beginning of its text. */
        readonly bodyTruncated: boolean;
        /** @description What was answered; null while the call waits, and when nobody waited for the answer. */
        readonly responseCode: number | null;
       }[];
       readonly count: number;
       readonly _type: "webhookCalls";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/integrations": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly integrationId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly integrationType: "mqtt" | "googlePubSub" | "particle" | "meridian";
        readonly enabled: boolean;
        readonly topics: readonly string[];
        readonly mqttConfig?: {
         readonly protocol: "mqtt" | "mqtts" | "ws" | "wss";
         /** @description A name or an address; with ws and wss a path may follow, /mqtt where none does. */
         readonly host: string;
         readonly port: number;
         readonly clean?: boolean;
         /** @description Made, and kept, when it is missing. */
         readonly clientId?: string;
         readonly username?: string;
         readonly password?: string;
         readonly certificate?: string;
         readonly privateKey?: string;
         readonly caCertificate?: string;
         readonly disableSSLVerification?: boolean;
        };
        readonly googlePubSubConfig?: {
         readonly projectId: string;
         readonly keyJson: string;
        };
        readonly particleConfig?: {
         readonly accessToken: string;
         readonly productSlugOrId?: string;
         readonly orgSlugOrId?: string;
         readonly deviceNameOrId?: string;
        };
        readonly meridianConfig?: {
         readonly authenticationToken: string;
         readonly locationId: string;
         /** @description Where neither is said, both come. */
         readonly assetUpdates?: boolean;
         readonly zoneUpdates?: boolean;
        };
        readonly outbox: {
         /**
          * @description drop: who publishes is told after 5 seconds that it failed. keep: the message waits until the other side is back.
          * @enum {unknown}
          */
         readonly mode: "drop" | "keep";
         /** @description How many may wait; 1,000 unless said. */
         readonly maxMessages: number;
         /** @description Seconds that one waits; 86,400 unless said. */
         readonly maxAge: number;
        };
        readonly status: {
         /** @description Ours. */
         readonly connected: boolean;
         /** @description Ms since the epoch of the last sign of the other side. */
         readonly lastKeepAlive?: number;
         /** @description Ms since the epoch; while it is not connected. */
         readonly nextAttempt?: number;
         readonly connectInfo: {
          readonly ts: number | null;
         };
         readonly disconnectInfo: {
          readonly ts: number | null;
          readonly error?: string;
         };
         /** @description Ours; since the integration was made. */
         readonly counts: {
          readonly received: number;
          /** @description Messages that came and could not be kept. */
          readonly dropped: number;
          readonly published: number;
          /** @description Messages that were to be published and were given up. */
          readonly discarded: number;
         };
         /** @description Ours: what is in the outbox. */
         readonly waiting: {
          readonly messages: number;
          readonly bytes: number;
         };
        };
        readonly _type: "integration";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly integrationType: "mqtt" | "googlePubSub" | "particle" | "meridian";
      readonly enabled?: boolean;
      /** @description mqtt: topic filters. googlePubSub: topics. particle: event names, a trailing * is a prefix. meridian: ids of maps. */
      readonly topics?: readonly string[];
      readonly mqttConfig?: {
       readonly protocol: "mqtt" | "mqtts" | "ws" | "wss";
       /** @description A name or an address; with ws and wss a path may follow, /mqtt where none does. */
       readonly host: string;
       readonly port: number;
       readonly clean?: boolean;
       /** @description Made, and kept, when it is missing. */
       readonly clientId?: string;
       readonly username?: string;
       readonly password?: string;
       readonly certificate?: string;
       readonly privateKey?: string;
       readonly caCertificate?: string;
       readonly disableSSLVerification?: boolean;
      };
      readonly googlePubSubConfig?: {
       readonly projectId: string;
       readonly keyJson: string;
      };
      readonly particleConfig?: {
       readonly accessToken: string;
       readonly productSlugOrId?: string;
       readonly orgSlugOrId?: string;
       readonly deviceNameOrId?: string;
      };
      readonly meridianConfig?: {
       readonly authenticationToken: string;
       readonly locationId: string;
       /** @description Where neither is said, both come. */
       readonly assetUpdates?: boolean;
       readonly zoneUpdates?: boolean;
      };
      readonly outbox?: {
       /**
        * @description drop: who publishes is told after 5 seconds that it failed. keep: the message waits until the other side is back.
        * @enum {unknown}
        */
       readonly mode?: "drop" | "keep";
       /** @description How many may wait; 1,000 unless said. */
       readonly maxMessages?: number;
       /** @description Seconds that one waits; 86,400 unless said. */
       readonly maxAge?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly integrationId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly integrationType: "mqtt" | "googlePubSub" | "particle" | "meridian";
       readonly enabled: boolean;
       readonly topics: readonly string[];
       readonly mqttConfig?: {
        readonly protocol: "mqtt" | "mqtts" | "ws" | "wss";
        /** @description A name or an address; with ws and wss a path may follow, /mqtt where none does. */
        readonly host: string;
        readonly port: number;
        readonly clean?: boolean;
        /** @description Made, and kept, when it is missing. */
        readonly clientId?: string;
        readonly username?: string;
        readonly password?: string;
        readonly certificate?: string;
        readonly privateKey?: string;
        readonly caCertificate?: string;
        readonly disableSSLVerification?: boolean;
       };
       readonly googlePubSubConfig?: {
        readonly projectId: string;
        readonly keyJson: string;
       };
       readonly particleConfig?: {
        readonly accessToken: string;
        readonly productSlugOrId?: string;
        readonly orgSlugOrId?: string;
        readonly deviceNameOrId?: string;
       };
       readonly meridianConfig?: {
        readonly authenticationToken: string;
        readonly locationId: string;
        /** @description Where neither is said, both come. */
        readonly assetUpdates?: boolean;
        readonly zoneUpdates?: boolean;
       };
       readonly outbox: {
        /**
         * @description drop: who publishes is told after 5 seconds that it failed. keep: the message waits until the other side is back.
         * @enum {unknown}
         */
        readonly mode: "drop" | "keep";
        /** @description How many may wait; 1,000 unless said. */
        readonly maxMessages: number;
        /** @description Seconds that one waits; 86,400 unless said. */
        readonly maxAge: number;
       };
       readonly status: {
        /** @description Ours. */
        readonly connected: boolean;
        /** @description Ms since the epoch of the last sign of the other side. */
        readonly lastKeepAlive?: number;
        /** @description Ms since the epoch; while it is not connected. */
        readonly nextAttempt?: number;
        readonly connectInfo: {
         readonly ts: number | null;
        };
        readonly disconnectInfo: {
         readonly ts: number | null;
         readonly error?: string;
        };
        /** @description Ours; since the integration was made. */
        readonly counts: {
         readonly received: number;
         /** @description Messages that came and could not be kept. */
         readonly dropped: number;
         readonly published: number;
         /** @description Messages that were to be published and were given up. */
         readonly discarded: number;
        };
        /** @description Ours: what is in the outbox. */
        readonly waiting: {
         readonly messages: number;
         readonly bytes: number;
        };
       };
       readonly _type: "integration";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/integrations/{integrationId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly integrationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly integrationId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly integrationType: "mqtt" | "googlePubSub" | "particle" | "meridian";
       readonly enabled: boolean;
       readonly topics: readonly string[];
       readonly mqttConfig?: {
        readonly protocol: "mqtt" | "mqtts" | "ws" | "wss";
        /** @description A name or an address; with ws and wss a path may follow, /mqtt where none does. */
        readonly host: string;
        readonly port: number;
        readonly clean?: boolean;
        /** @description Made, and kept, when it is missing. */
        readonly clientId?: string;
        readonly username?: string;
        readonly password?: string;
        readonly certificate?: string;
        readonly privateKey?: string;
        readonly caCertificate?: string;
        readonly disableSSLVerification?: boolean;
       };
       readonly googlePubSubConfig?: {
        readonly projectId: string;
        readonly keyJson: string;
       };
       readonly particleConfig?: {
        readonly accessToken: string;
        readonly productSlugOrId?: string;
        readonly orgSlugOrId?: string;
        readonly deviceNameOrId?: string;
       };
       readonly meridianConfig?: {
        readonly authenticationToken: string;
        readonly locationId: string;
        /** @description Where neither is said, both come. */
        readonly assetUpdates?: boolean;
        readonly zoneUpdates?: boolean;
       };
       readonly outbox: {
        /**
         * @description drop: who publishes is told after 5 seconds that it failed. keep: the message waits until the other side is back.
         * @enum {unknown}
         */
        readonly mode: "drop" | "keep";
        /** @description How many may wait; 1,000 unless said. */
        readonly maxMessages: number;
        /** @description Seconds that one waits; 86,400 unless said. */
        readonly maxAge: number;
       };
       readonly status: {
        /** @description Ours. */
        readonly connected: boolean;
        /** @description Ms since the epoch of the last sign of the other side. */
        readonly lastKeepAlive?: number;
        /** @description Ms since the epoch; while it is not connected. */
        readonly nextAttempt?: number;
        readonly connectInfo: {
         readonly ts: number | null;
        };
        readonly disconnectInfo: {
         readonly ts: number | null;
         readonly error?: string;
        };
        /** @description Ours; since the integration was made. */
        readonly counts: {
         readonly received: number;
         /** @description Messages that came and could not be kept. */
         readonly dropped: number;
         readonly published: number;
         /** @description Messages that were to be published and were given up. */
         readonly discarded: number;
        };
        /** @description Ours: what is in the outbox. */
        readonly waiting: {
         readonly messages: number;
         readonly bytes: number;
        };
       };
       readonly _type: "integration";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly query?: {
     readonly includeWorkflows?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
     readonly integrationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly integrationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly integrationType?: "mqtt" | "googlePubSub" | "particle" | "meridian";
      readonly enabled?: boolean;
      /** @description mqtt: topic filters. googlePubSub: topics. particle: event names, a trailing * is a prefix. meridian: ids of maps. */
      readonly topics?: readonly string[];
      readonly mqttConfig?: {
       readonly protocol: "mqtt" | "mqtts" | "ws" | "wss";
       /** @description A name or an address; with ws and wss a path may follow, /mqtt where none does. */
       readonly host: string;
       readonly port: number;
       readonly clean?: boolean;
       /** @description Made, and kept, when it is missing. */
       readonly clientId?: string;
       readonly username?: string;
       readonly password?: string;
       readonly certificate?: string;
       readonly privateKey?: string;
       readonly caCertificate?: string;
       readonly disableSSLVerification?: boolean;
      };
      readonly googlePubSubConfig?: {
       readonly projectId: string;
       readonly keyJson: string;
      };
      readonly particleConfig?: {
       readonly accessToken: string;
       readonly productSlugOrId?: string;
       readonly orgSlugOrId?: string;
       readonly deviceNameOrId?: string;
      };
      readonly meridianConfig?: {
       readonly authenticationToken: string;
       readonly locationId: string;
       /** @description Where neither is said, both come. */
       readonly assetUpdates?: boolean;
       readonly zoneUpdates?: boolean;
      };
      readonly outbox?: {
       /**
        * @description drop: who publishes is told after 5 seconds that it failed. keep: the message waits until the other side is back.
        * @enum {unknown}
        */
       readonly mode?: "drop" | "keep";
       /** @description How many may wait; 1,000 unless said. */
       readonly maxMessages?: number;
       /** @description Seconds that one waits; 86,400 unless said. */
       readonly maxAge?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly integrationId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly integrationType: "mqtt" | "googlePubSub" | "particle" | "meridian";
       readonly enabled: boolean;
       readonly topics: readonly string[];
       readonly mqttConfig?: {
        readonly protocol: "mqtt" | "mqtts" | "ws" | "wss";
        /** @description A name or an address; with ws and wss a path may follow, /mqtt where none does. */
        readonly host: string;
        readonly port: number;
        readonly clean?: boolean;
        /** @description Made, and kept, when it is missing. */
        readonly clientId?: string;
        readonly username?: string;
        readonly password?: string;
        readonly certificate?: string;
        readonly privateKey?: string;
        readonly caCertificate?: string;
        readonly disableSSLVerification?: boolean;
       };
       readonly googlePubSubConfig?: {
        readonly projectId: string;
        readonly keyJson: string;
       };
       readonly particleConfig?: {
        readonly accessToken: string;
        readonly productSlugOrId?: string;
        readonly orgSlugOrId?: string;
        readonly deviceNameOrId?: string;
       };
       readonly meridianConfig?: {
        readonly authenticationToken: string;
        readonly locationId: string;
        /** @description Where neither is said, both come. */
        readonly assetUpdates?: boolean;
        readonly zoneUpdates?: boolean;
       };
       readonly outbox: {
        /**
         * @description drop: who publishes is told after 5 seconds that it failed. keep: the message waits until the other side is back.
         * @enum {unknown}
         */
        readonly mode: "drop" | "keep";
        /** @description How many may wait; 1,000 unless said. */
        readonly maxMessages: number;
        /** @description Seconds that one waits; 86,400 unless said. */
        readonly maxAge: number;
       };
       readonly status: {
        /** @description Ours. */
        readonly connected: boolean;
        /** @description Ms since the epoch of the last sign of the other side. */
        readonly lastKeepAlive?: number;
        /** @description Ms since the epoch; while it is not connected. */
        readonly nextAttempt?: number;
        readonly connectInfo: {
         readonly ts: number | null;
        };
        readonly disconnectInfo: {
         readonly ts: number | null;
         readonly error?: string;
        };
        /** @description Ours; since the integration was made. */
        readonly counts: {
         readonly received: number;
         /** @description Messages that came and could not be kept. */
         readonly dropped: number;
         readonly published: number;
         /** @description Messages that were to be published and were given up. */
         readonly discarded: number;
        };
        /** @description Ours: what is in the outbox. */
        readonly waiting: {
         readonly messages: number;
         readonly bytes: number;
        };
       };
       readonly _type: "integration";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/integrations/{integrationId}/publish": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly integrationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      /** @description mqtt: a topic. googlePubSub: a topic. particle: an event name. */
      readonly topic: string;
      readonly payload: string;
      /**
       * @description Of payload; utf8 unless said.
       * @enum {unknown}
       */
      readonly encoding?: "utf8" | "base64";
      /**
       * @description mqtt only.
       * @enum {unknown}
       */
      readonly qos?: 0 | 1 | 2;
      /** @description mqtt only. */
      readonly retain?: boolean;
      /** @description googlePubSub only. */
      readonly attributes?: {
       readonly [key: string]: string;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       /**
        * @description sent: the other side has it. queued: it is in the outbox and goes out once the other side is there.
        * @enum {unknown}
        */
       readonly state: "sent" | "queued";
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly flowClass?: "cloud" | "experience" | "edge" | "customNode" | "embedded" | "";
     readonly triggerFilter?: unknown;
     readonly includeCustomNodes?: boolean;
     readonly query?: string;
     readonly allVersions?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly flowClass?: string;
       readonly query?: {
        readonly [key: string]: unknown;
       };
       readonly customNodes?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly customNodeVersions?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly includeCustomNodes?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly iconData?: string | null;
      readonly enabled?: boolean;
      readonly flowClass?: "cloud" | "experience" | "edge" | "customNode";
      readonly customNodeSupports?: readonly string[];
      readonly triggers?: readonly {
       readonly key?: string;
       readonly type: string;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly meta?: {
        readonly [key: string]: unknown;
       };
       readonly outputIds?: readonly (readonly string[])[];
      }[];
      readonly nodes?: readonly {
       readonly id?: string;
       readonly type: string;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly meta?: {
        readonly [key: string]: unknown;
       };
       readonly outputIds?: readonly (readonly string[])[];
      }[];
      readonly globals?: readonly {
       readonly key: string;
       readonly json: string;
      }[];
      readonly minimumAgentVersion?: string;
      readonly customNodeConfig?: {
       readonly outputCount: 1 | 2;
       readonly resultMode: "optional" | "required" | "none";
       readonly resultDescription?: string;
       readonly fields: readonly ({
        readonly type: string;
        readonly id?: string;
        readonly label?: string;
        readonly description?: string;
        readonly required?: boolean;
       } & {
        readonly [key: string]: unknown;
       })[];
      };
      readonly runtime?: {
       readonly concurrency?: "device" | "parallel" | "serial" | "latest";
       readonly timeoutSeconds?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly flowId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly iconData?: string;
       readonly enabled: boolean;
       readonly flowClass: string;
       readonly defaultVersionId?: string;
       readonly customNodeSupports?: readonly string[];
       readonly customNodeUseCount?: number;
       readonly deletedInDevelop?: boolean;
       readonly stats: {
        readonly runCount: number;
        readonly errorCount: number;
        readonly byVersion: {
         readonly [key: string]: {
          readonly runCount: number;
          readonly errorCount: number;
         };
        };
       };
       readonly runtime: {
        readonly concurrency?: "device" | "parallel" | "serial" | "latest";
        readonly timeoutSeconds?: number;
       };
       readonly triggers: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly nodes: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
       }[];
       readonly minimumAgentVersion?: string;
       readonly customNodeConfig?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "flow";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly customNodes?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly customNodeVersions?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/version": {
  readonly get: {
   readonly parameters: {
    readonly query: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly flowClass?: "cloud" | "experience" | "edge" | "customNode" | "embedded" | "";
     readonly triggerFilter?: unknown;
     readonly includeCustomNodes?: boolean;
     readonly query?: string;
     readonly version: string;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly flowId?: string;
       readonly version?: string;
       readonly flowClass?: string;
       readonly query?: {
        readonly [key: string]: unknown;
       };
       readonly customNodes?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly customNodeVersions?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly includeCustomNodes?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly flowId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly iconData?: string;
       readonly enabled: boolean;
       readonly flowClass: string;
       readonly defaultVersionId?: string;
       readonly customNodeSupports?: readonly string[];
       readonly customNodeUseCount?: number;
       readonly deletedInDevelop?: boolean;
       readonly stats: {
        readonly runCount: number;
        readonly errorCount: number;
        readonly byVersion: {
         readonly [key: string]: {
          readonly runCount: number;
          readonly errorCount: number;
         };
        };
       };
       readonly runtime: {
        readonly concurrency?: "device" | "parallel" | "serial" | "latest";
        readonly timeoutSeconds?: number;
       };
       readonly triggers: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly nodes: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
       }[];
       readonly minimumAgentVersion?: string;
       readonly customNodeConfig?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "flow";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly customNodes?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly customNodeVersions?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly query?: {
     readonly includeCustomNodes?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly iconData?: string | null;
      readonly enabled?: boolean;
      readonly defaultVersionId?: string | null;
      readonly triggers?: readonly {
       readonly key?: string;
       readonly type: string;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly meta?: {
        readonly [key: string]: unknown;
       };
       readonly outputIds?: readonly (readonly string[])[];
      }[];
      readonly nodes?: readonly {
       readonly id?: string;
       readonly type: string;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly meta?: {
        readonly [key: string]: unknown;
       };
       readonly outputIds?: readonly (readonly string[])[];
      }[];
      readonly globals?: readonly {
       readonly key: string;
       readonly json: string;
      }[];
      readonly minimumAgentVersion?: string;
      readonly customNodeConfig?: {
       readonly outputCount: 1 | 2;
       readonly resultMode: "optional" | "required" | "none";
       readonly resultDescription?: string;
       readonly fields: readonly ({
        readonly type: string;
        readonly id?: string;
        readonly label?: string;
        readonly description?: string;
        readonly required?: boolean;
       } & {
        readonly [key: string]: unknown;
       })[];
      };
      readonly runtime?: {
       readonly concurrency?: "device" | "parallel" | "serial" | "latest";
       readonly timeoutSeconds?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly flowId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly description: string;
       readonly iconData?: string;
       readonly enabled: boolean;
       readonly flowClass: string;
       readonly defaultVersionId?: string;
       readonly customNodeSupports?: readonly string[];
       readonly customNodeUseCount?: number;
       readonly deletedInDevelop?: boolean;
       readonly stats: {
        readonly runCount: number;
        readonly errorCount: number;
        readonly byVersion: {
         readonly [key: string]: {
          readonly runCount: number;
          readonly errorCount: number;
         };
        };
       };
       readonly runtime: {
        readonly concurrency?: "device" | "parallel" | "serial" | "latest";
        readonly timeoutSeconds?: number;
       };
       readonly triggers: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly nodes: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
       }[];
       readonly minimumAgentVersion?: string;
       readonly customNodeConfig?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "flow";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly customNodes?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly customNodeVersions?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/check": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly triggers?: readonly {
       readonly key?: string;
       readonly type: string;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly meta?: {
        readonly [key: string]: unknown;
       };
       readonly outputIds?: readonly (readonly string[])[];
      }[];
      readonly nodes?: readonly {
       readonly id?: string;
       readonly type: string;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly meta?: {
        readonly [key: string]: unknown;
       };
       readonly outputIds?: readonly (readonly string[])[];
      }[];
      readonly globals?: readonly {
       readonly key: string;
       readonly json: string;
      }[];
      readonly customNodeConfig?: {
       readonly outputCount: 1 | 2;
       readonly resultMode: "optional" | "required" | "none";
       readonly resultDescription?: string;
       readonly fields: readonly ({
        readonly type: string;
        readonly id?: string;
        readonly label?: string;
        readonly description?: string;
        readonly required?: boolean;
       } & {
        readonly [key: string]: unknown;
       })[];
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly problems: readonly {
        readonly field: string;
        readonly message: string;
        readonly nodeId?: string;
        readonly trigger?: number;
        readonly type?: string;
        readonly label?: string;
        readonly key?: string;
       }[];
       readonly _type: "flowProblems";
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/versions": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly includeCustomNodes?: boolean;
     readonly query?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId: string;
       readonly flowId?: string;
       readonly version?: string;
       readonly flowClass?: string;
       readonly query?: {
        readonly [key: string]: unknown;
       };
       readonly customNodes?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly customNodeVersions?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly includeCustomNodes?: boolean;
     readonly allowReplacement?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly version: string;
      readonly notes?: string;
      readonly enabled?: boolean;
      readonly triggers?: readonly {
       readonly key?: string;
       readonly type: string;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly meta?: {
        readonly [key: string]: unknown;
       };
       readonly outputIds?: readonly (readonly string[])[];
      }[];
      readonly nodes?: readonly {
       readonly id?: string;
       readonly type: string;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly meta?: {
        readonly [key: string]: unknown;
       };
       readonly outputIds?: readonly (readonly string[])[];
      }[];
      readonly globals?: readonly {
       readonly key: string;
       readonly json: string;
      }[];
      readonly minimumAgentVersion?: string;
      readonly customNodeConfig?: {
       readonly outputCount: 1 | 2;
       readonly resultMode: "optional" | "required" | "none";
       readonly resultDescription?: string;
       readonly fields: readonly ({
        readonly type: string;
        readonly id?: string;
        readonly label?: string;
        readonly description?: string;
        readonly required?: boolean;
       } & {
        readonly [key: string]: unknown;
       })[];
      };
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly flowId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly flowVersionId: string;
       readonly version?: string;
       readonly notes?: string;
       readonly enabled: boolean;
       readonly name?: string;
       readonly description?: string;
       readonly iconData?: string;
       readonly flowClass?: string;
       readonly versions?: readonly string[];
       readonly stats: {
        readonly runCount: number;
        readonly errorCount: number;
        readonly byVersion: {
         readonly [key: string]: {
          readonly runCount: number;
          readonly errorCount: number;
         };
        };
       };
       readonly triggers: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly nodes: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
       }[];
       readonly minimumAgentVersion?: string;
       readonly customNodeConfig?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "flowVersion";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly customNodes?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly customNodeVersions?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/versions/delete": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly query: {
       readonly [key: string]: unknown;
      };
      readonly email?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly removed: number;
       readonly failed: number;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/versions/{flowVersionId}": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly includeCustomNodes?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly flowVersionId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly flowId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly flowVersionId: string;
       readonly version?: string;
       readonly notes?: string;
       readonly enabled: boolean;
       readonly name?: string;
       readonly description?: string;
       readonly iconData?: string;
       readonly flowClass?: string;
       readonly versions?: readonly string[];
       readonly stats: {
        readonly runCount: number;
        readonly errorCount: number;
        readonly byVersion: {
         readonly [key: string]: {
          readonly runCount: number;
          readonly errorCount: number;
         };
        };
       };
       readonly triggers: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly nodes: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
       }[];
       readonly minimumAgentVersion?: string;
       readonly customNodeConfig?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "flowVersion";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly customNodes?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly customNodeVersions?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly flowVersionId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly query?: {
     readonly includeCustomNodes?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly flowVersionId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly notes?: string;
      readonly enabled?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly flowId: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly flowVersionId: string;
       readonly version?: string;
       readonly notes?: string;
       readonly enabled: boolean;
       readonly name?: string;
       readonly description?: string;
       readonly iconData?: string;
       readonly flowClass?: string;
       readonly versions?: readonly string[];
       readonly stats: {
        readonly runCount: number;
        readonly errorCount: number;
        readonly byVersion: {
         readonly [key: string]: {
          readonly runCount: number;
          readonly errorCount: number;
         };
        };
       };
       readonly triggers: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly nodes: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
       }[];
       readonly minimumAgentVersion?: string;
       readonly customNodeConfig?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "flowVersion";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       readonly customNodes?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly customNodeVersions?: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/import": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly flows?: readonly {
       readonly [key: string]: unknown;
      }[];
      readonly flowVersions?: readonly {
       readonly [key: string]: unknown;
      }[];
      readonly files?: readonly {
       readonly name: string;
       readonly content: string;
      }[];
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly flows: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly description: string;
        readonly iconData?: string;
        readonly enabled: boolean;
        readonly flowClass: string;
        readonly defaultVersionId?: string;
        readonly customNodeSupports?: readonly string[];
        readonly customNodeUseCount?: number;
        readonly deletedInDevelop?: boolean;
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly runtime: {
         readonly concurrency?: "device" | "parallel" | "serial" | "latest";
         readonly timeoutSeconds?: number;
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flow";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly flowVersions: readonly {
        readonly id: string;
        readonly flowId: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly flowVersionId: string;
        readonly version?: string;
        readonly notes?: string;
        readonly enabled: boolean;
        readonly name?: string;
        readonly description?: string;
        readonly iconData?: string;
        readonly flowClass?: string;
        readonly versions?: readonly string[];
        readonly stats: {
         readonly runCount: number;
         readonly errorCount: number;
         readonly byVersion: {
          readonly [key: string]: {
           readonly runCount: number;
           readonly errorCount: number;
          };
         };
        };
        readonly triggers: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly nodes: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
        }[];
        readonly minimumAgentVersion?: string;
        readonly customNodeConfig?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "flowVersion";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly importedFlowIdMap: {
        readonly [key: string]: string;
       };
       readonly importedVersionIdMap: {
        readonly [key: string]: string;
       };
       readonly warnings: readonly {
        readonly message: string;
        readonly flowId?: string;
        readonly name?: string;
        readonly version?: string;
        readonly nodeId?: string;
        readonly key?: string;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/storage": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly key: string;
      readonly value?: unknown;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/storage-metadata": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly memoryUsed: number;
       readonly keysCount: number;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/export": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly includeFiles?: boolean;
      readonly includeDataTableRows?: boolean;
      readonly includeDevices?: boolean;
      readonly email?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       /** @description Works without a token, for 24 hours. */
       readonly url: string;
      };
     };
    };
    readonly 202: {
     content: {
      readonly "application/json": {
       readonly jobQueued: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/clone": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly dryRun?: boolean;
      readonly includeFiles?: boolean;
      readonly includeDataTableRows?: boolean;
      readonly includeDevices?: boolean;
      readonly ownerId?: string | null;
      readonly ownerType?: "user" | "organization";
      readonly email?: string;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly application?: {
        readonly id: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly ownerId: string;
        readonly ownerType: "user" | "organization";
        readonly organizationName?: string;
        readonly name: string;
        readonly description: string;
        readonly endpointSlug?: string;
        readonly expUserTokenCutoff?: string;
        readonly endpointDefaultCors: boolean;
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
         readonly cloudOnly?: boolean;
         readonly description?: string;
        }[];
        readonly ftueTracking: readonly {
         readonly name: string;
         readonly version: number;
         readonly status: "skipped" | "completed";
        }[];
        readonly archiveConfig?: {
         readonly directory?: string;
         readonly mode?: "all" | "whitelist" | "blacklist";
         readonly deviceIds?: readonly string[];
         readonly deviceTags?: readonly {
          readonly key?: string;
          readonly value?: string;
         }[];
         readonly s3?: {
          readonly bucket: string;
          readonly region: string;
          readonly accessKeyId: string;
          readonly secretAccessKey: string;
          readonly endpoint?: string;
         };
         readonly gcs?: {
          readonly projectId: string;
          readonly keyJson: string;
          readonly bucket: string;
          readonly endpoint?: string;
         };
         readonly azure?: {
          readonly account: string;
          readonly accountKey: string;
          readonly bucket: string;
          readonly endpoint?: string;
         };
         readonly local?: Record<string, never>;
         readonly format?: "csv" | "csv.gz" | "parquet";
        };
        readonly dataTTL?: number;
        readonly appliedTemplateIds?: readonly string[];
        readonly summary: {
         readonly storageStats?: {
          readonly count: number;
          readonly size: number;
         };
        } & {
         readonly [key: string]: number;
        };
        readonly _type: "application";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       };
       readonly validationErrors?: readonly {
        readonly type: string;
        readonly name: string;
        readonly id: string;
        readonly message: string;
       }[];
       readonly success?: true;
       readonly requiresJob?: boolean;
       /** @description Ours: how many resources of each type were stored. */
       readonly imported?: {
        readonly [key: string]: number;
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/applyTemplate": {
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly templateId: string;
      readonly email?: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId: string;
       readonly ownerType: "user" | "organization";
       readonly organizationName?: string;
       readonly name: string;
       readonly description: string;
       readonly endpointSlug?: string;
       readonly expUserTokenCutoff?: string;
       readonly endpointDefaultCors: boolean;
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
        readonly cloudOnly?: boolean;
        readonly description?: string;
       }[];
       readonly ftueTracking: readonly {
        readonly name: string;
        readonly version: number;
        readonly status: "skipped" | "completed";
       }[];
       readonly archiveConfig?: {
        readonly directory?: string;
        readonly mode?: "all" | "whitelist" | "blacklist";
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly s3?: {
         readonly bucket: string;
         readonly region: string;
         readonly accessKeyId: string;
         readonly secretAccessKey: string;
         readonly endpoint?: string;
        };
        readonly gcs?: {
         readonly projectId: string;
         readonly keyJson: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly azure?: {
         readonly account: string;
         readonly accountKey: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly local?: Record<string, never>;
        readonly format?: "csv" | "csv.gz" | "parquet";
       };
       readonly dataTTL?: number;
       readonly appliedTemplateIds?: readonly string[];
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "application";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       /** @description Ours. */
       readonly validationErrors: readonly {
        readonly type: string;
        readonly name: string;
        readonly id: string;
        readonly message: string;
       }[];
       /** @description Ours: how many resources of each type were stored. */
       readonly imported: {
        readonly [key: string]: number;
       };
       readonly jobId?: string;
       /**
        * @description Ours: of a dry run, which has no jobId.
        * @enum {boolean}
        */
       readonly success?: true;
       readonly requiresJob?: boolean;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/imports": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly jobId: string;
        readonly applicationId: string;
        readonly state: "pending" | "running" | "done" | "failed";
        /** @description Ours: how many resources of each type were stored. */
        readonly imported: {
         readonly [key: string]: number;
        };
        /** @description Files, and rows of data tables, that are stored after the resources. */
        readonly contents: number;
        readonly contentsDone: number;
        readonly validationErrors: readonly {
         readonly type: string;
         readonly name: string;
         readonly id: string;
         readonly message: string;
        }[];
        readonly validationErrorCount: number;
        readonly error?: string;
        readonly creationDate: string;
        readonly finishedDate?: string;
        readonly _type: "applicationImport";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly applicationId: string;
       readonly _type: "applicationImports";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/imports/{applicationImportId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly applicationImportId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly jobId: string;
       readonly applicationId: string;
       readonly state: "pending" | "running" | "done" | "failed";
       /** @description Ours: how many resources of each type were stored. */
       readonly imported: {
        readonly [key: string]: number;
       };
       /** @description Files, and rows of data tables, that are stored after the resources. */
       readonly contents: number;
       readonly contentsDone: number;
       readonly validationErrors: readonly {
        readonly type: string;
        readonly name: string;
        readonly id: string;
        readonly message: string;
       }[];
       readonly validationErrorCount: number;
       readonly error?: string;
       readonly creationDate: string;
       readonly finishedDate?: string;
       readonly _type: "applicationImport";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applicationTemplates": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly categoryId?: string;
     readonly keywords?: readonly string[];
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly name: string;
        readonly readme?: string;
        readonly categoryIds: readonly string[];
        readonly keywords: readonly string[];
        readonly description: string;
        readonly public: true;
        readonly authorName?: string;
        readonly authorUrl?: string;
        readonly _type: "applicationTemplate";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applicationTemplates/categories": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly baseId?: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly name: string;
        readonly description: string;
       }[];
       readonly count: number;
       readonly totalCount: number;
      };
     };
    };
   };
  };
 };
 readonly "/applicationTemplates/keywords": {
  readonly get: {
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly keywords: readonly string[];
      };
     };
    };
   };
  };
 };
 readonly "/applicationTemplates/{templateId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly templateId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly name: string;
       readonly readme?: string;
       readonly categoryIds: readonly string[];
       readonly keywords: readonly string[];
       readonly description: string;
       readonly public: true;
       readonly authorName?: string;
       readonly authorUrl?: string;
       readonly _type: "applicationTemplate";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/virtualButton": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly key: string;
      readonly payload?: unknown;
      readonly meta?: unknown;
      readonly flowVersion?: string;
      readonly deviceId?: string;
      readonly step?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: boolean;
       readonly runId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/runs": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly status?: "queued" | "running" | "succeeded" | "failed" | "dead" | "cancelled";
     readonly since?: number;
     readonly limit?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly ({
        readonly id: string;
        readonly runId: string;
        readonly status: string;
        readonly flowVersion: string;
       } & {
        readonly [key: string]: unknown;
       })[];
       readonly count: number;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/runs/{runId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly runId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly runId: string;
       readonly status: string;
       readonly flowVersion: string;
      } & {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/runs/{runId}/replay": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly runId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly flowVersion?: string;
      readonly step?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: boolean;
       readonly runId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/runs/{runId}/step": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly runId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly all?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/runs/{runId}/cancel": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly runId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/debugStream": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly keepAliveInterval?: number;
     readonly flowVersion?: string;
     readonly level?: "verbose" | "info" | "warn" | "error";
     readonly payloads?: boolean;
     readonly token?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/logs": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly limit?: number;
     readonly since?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": readonly ({
       readonly flowVersionId: string;
       readonly time: string;
       readonly runCount: number;
       readonly pathsCompleted: number;
       readonly pathsFailed: number;
       readonly wallTime: number;
       readonly errors: readonly {
        readonly message: string;
        readonly count: number;
       }[];
      } & {
       readonly [key: string]: unknown;
      })[];
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/errors": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly duration?: number;
     readonly end?: number;
     readonly deviceId?: string;
     readonly limit?: number;
     readonly sortDirection?: "asc" | "desc" | "ASC" | "DESC" | "";
     readonly flowVersion?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly start: string;
       readonly end: string;
       readonly limit: number;
       readonly sortDirection: string;
       readonly errors: readonly ({
        readonly time: string;
        readonly flowVersion: string;
        readonly error: {
         readonly name: string;
         readonly message: string;
        };
        readonly runId: string;
       } & {
        readonly [key: string]: unknown;
       })[];
      } & {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/stats": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly duration?: number;
     readonly end?: number;
     readonly deviceId?: string;
     readonly resolution?: number;
     readonly flowVersion?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly start: string;
       readonly end: string;
       readonly resolution: number;
       readonly metrics: readonly {
        readonly time: string;
        readonly runCount: number;
        readonly errorCount: number;
        readonly pathsCompleted: number;
        readonly pathsFailed: number;
        readonly wallTime: number;
       }[];
      } & {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/versions/{flowVersionId}/logs": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly limit?: number;
     readonly since?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly flowVersionId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": readonly ({
       readonly flowVersionId: string;
       readonly time: string;
       readonly runCount: number;
       readonly pathsCompleted: number;
       readonly pathsFailed: number;
       readonly wallTime: number;
       readonly errors: readonly {
        readonly message: string;
        readonly count: number;
       }[];
      } & {
       readonly [key: string]: unknown;
      })[];
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/versions/{flowVersionId}/errors": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly duration?: number;
     readonly end?: number;
     readonly deviceId?: string;
     readonly limit?: number;
     readonly sortDirection?: "asc" | "desc" | "ASC" | "DESC" | "";
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly flowVersionId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly start: string;
       readonly end: string;
       readonly limit: number;
       readonly sortDirection: string;
       readonly errors: readonly ({
        readonly time: string;
        readonly flowVersion: string;
        readonly error: {
         readonly name: string;
         readonly message: string;
        };
        readonly runId: string;
       } & {
        readonly [key: string]: unknown;
       })[];
      } & {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/flows/{flowId}/versions/{flowVersionId}/stats": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly duration?: number;
     readonly end?: number;
     readonly deviceId?: string;
     readonly resolution?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly flowId: string;
     readonly flowVersionId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly start: string;
       readonly end: string;
       readonly resolution: number;
       readonly metrics: readonly {
        readonly time: string;
        readonly runCount: number;
        readonly errorCount: number;
        readonly pathsCompleted: number;
        readonly pathsFailed: number;
        readonly wallTime: number;
       }[];
      } & {
       readonly [key: string]: unknown;
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
    };
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dashboardId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId?: string;
       readonly ownerType?: "user" | "organization";
       readonly organizationName?: string;
       readonly organizationIconColor?: string;
       readonly applicationId?: string;
       readonly applicationName?: string;
       readonly name: string;
       readonly description: string;
       readonly refreshRate: number;
       readonly defaultTheme: "light" | "dark";
       readonly duration: number;
       readonly resolution: number;
       readonly public: boolean;
       readonly isPasswordProtected: boolean;
       readonly blockCount?: number;
       readonly access?: "shared" | "view" | "collaborate";
       readonly blocks?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly contextConfiguration?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly reportConfigs?: readonly {
        readonly id?: string;
        readonly cron: string;
        readonly toEmail?: readonly string[];
        readonly subject?: string;
        readonly message?: string;
        readonly theme?: "dark" | "light";
        readonly timezone?: string;
        readonly locale?: string;
        readonly ctx?: {
         readonly [key: string]: string | number | {
          readonly key?: string;
          readonly value?: string;
         };
        };
        readonly callbackUrl?: string;
        readonly branded?: boolean;
        readonly signalbox?: {
         readonly forEach?: string;
         readonly enabled?: boolean;
        };
       }[];
       readonly signalbox?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "dashboard";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly toEmail?: readonly string[];
      readonly subject?: string;
      readonly message?: string;
      readonly theme?: "dark" | "light";
      readonly time?: number;
      readonly timezone?: string;
      readonly locale?: string;
      readonly ctx?: {
       readonly [key: string]: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
      };
      readonly callbackUrl?: string;
      readonly branded?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly refreshRate?: number;
      readonly defaultTheme?: "light" | "dark";
      readonly duration?: number;
      readonly resolution?: number;
      readonly public?: boolean;
      readonly password?: string | null;
      readonly blocks?: readonly {
       readonly id?: string;
       readonly title?: string;
       readonly description?: string;
       readonly applicationId?: string;
       readonly startX: number;
       readonly startY: number;
       readonly width: number;
       readonly height: number;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly blockType: "application-list" | "bar" | "custom-chart" | "custom-html" | "dashboard-list" | "data-table" | "device-count" | "device-list" | "device-log" | "device-state-table" | "event-list" | "gauge" | "graph" | "heatmap" | "iframe" | "image" | "image-overlay" | "indicator" | "input" | "map" | "open-event-indicator" | "pie" | "position-chart" | "section-header" | "workflow-list";
      }[];
      readonly contextConfiguration?: readonly {
       readonly name: string;
       readonly type: "deviceAttribute" | "deviceId" | "deviceTag" | "number" | "string" | "experienceUser";
       readonly applicationId?: string;
       readonly defaultValue: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
       readonly validationEnabled?: boolean;
       readonly validationConfig?: {
        readonly attributes?: readonly string[];
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly includeFullDevice?: boolean;
        readonly query?: string;
        readonly min?: number;
        readonly max?: number;
        readonly regExp?: string;
        readonly experienceGroupIds?: readonly string[];
       };
      }[];
      readonly reportConfigs?: readonly {
       readonly id?: string;
       readonly cron: string;
       readonly toEmail?: readonly string[];
       readonly subject?: string;
       readonly message?: string;
       readonly theme?: "dark" | "light";
       readonly timezone?: string;
       readonly locale?: string;
       readonly ctx?: {
        readonly [key: string]: string | number | {
         readonly key?: string;
         readonly value?: string;
        };
       };
       readonly callbackUrl?: string;
       readonly branded?: boolean;
       readonly signalbox?: {
        readonly forEach?: string;
        readonly enabled?: boolean;
       };
      }[];
      readonly signalbox?: {
       readonly shareHistory?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dashboardId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId?: string;
       readonly ownerType?: "user" | "organization";
       readonly organizationName?: string;
       readonly organizationIconColor?: string;
       readonly applicationId?: string;
       readonly applicationName?: string;
       readonly name: string;
       readonly description: string;
       readonly refreshRate: number;
       readonly defaultTheme: "light" | "dark";
       readonly duration: number;
       readonly resolution: number;
       readonly public: boolean;
       readonly isPasswordProtected: boolean;
       readonly blockCount?: number;
       readonly access?: "shared" | "view" | "collaborate";
       readonly blocks?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly contextConfiguration?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly reportConfigs?: readonly {
        readonly id?: string;
        readonly cron: string;
        readonly toEmail?: readonly string[];
        readonly subject?: string;
        readonly message?: string;
        readonly theme?: "dark" | "light";
        readonly timezone?: string;
        readonly locale?: string;
        readonly ctx?: {
         readonly [key: string]: string | number | {
          readonly key?: string;
          readonly value?: string;
         };
        };
        readonly callbackUrl?: string;
        readonly branded?: boolean;
        readonly signalbox?: {
         readonly forEach?: string;
         readonly enabled?: boolean;
        };
       }[];
       readonly signalbox?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "dashboard";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/dashboards/{dashboardId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dashboardId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId?: string;
       readonly ownerType?: "user" | "organization";
       readonly organizationName?: string;
       readonly organizationIconColor?: string;
       readonly applicationId?: string;
       readonly applicationName?: string;
       readonly name: string;
       readonly description: string;
       readonly refreshRate: number;
       readonly defaultTheme: "light" | "dark";
       readonly duration: number;
       readonly resolution: number;
       readonly public: boolean;
       readonly isPasswordProtected: boolean;
       readonly blockCount?: number;
       readonly access?: "shared" | "view" | "collaborate";
       readonly blocks?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly contextConfiguration?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly reportConfigs?: readonly {
        readonly id?: string;
        readonly cron: string;
        readonly toEmail?: readonly string[];
        readonly subject?: string;
        readonly message?: string;
        readonly theme?: "dark" | "light";
        readonly timezone?: string;
        readonly locale?: string;
        readonly ctx?: {
         readonly [key: string]: string | number | {
          readonly key?: string;
          readonly value?: string;
         };
        };
        readonly callbackUrl?: string;
        readonly branded?: boolean;
        readonly signalbox?: {
         readonly forEach?: string;
         readonly enabled?: boolean;
        };
       }[];
       readonly signalbox?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "dashboard";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly toEmail?: readonly string[];
      readonly subject?: string;
      readonly message?: string;
      readonly theme?: "dark" | "light";
      readonly time?: number;
      readonly timezone?: string;
      readonly locale?: string;
      readonly ctx?: {
       readonly [key: string]: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
      };
      readonly callbackUrl?: string;
      readonly branded?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 202: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobQueued: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
      };
     };
    };
   };
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name?: string;
      readonly description?: string;
      readonly refreshRate?: number;
      readonly defaultTheme?: "light" | "dark";
      readonly duration?: number;
      readonly resolution?: number;
      readonly public?: boolean;
      readonly password?: string | null;
      readonly blocks?: readonly {
       readonly id?: string;
       readonly title?: string;
       readonly description?: string;
       readonly applicationId?: string;
       readonly startX: number;
       readonly startY: number;
       readonly width: number;
       readonly height: number;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly blockType: "application-list" | "bar" | "custom-chart" | "custom-html" | "dashboard-list" | "data-table" | "device-count" | "device-list" | "device-log" | "device-state-table" | "event-list" | "gauge" | "graph" | "heatmap" | "iframe" | "image" | "image-overlay" | "indicator" | "input" | "map" | "open-event-indicator" | "pie" | "position-chart" | "section-header" | "workflow-list";
      }[];
      readonly contextConfiguration?: readonly {
       readonly name: string;
       readonly type: "deviceAttribute" | "deviceId" | "deviceTag" | "number" | "string" | "experienceUser";
       readonly applicationId?: string;
       readonly defaultValue: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
       readonly validationEnabled?: boolean;
       readonly validationConfig?: {
        readonly attributes?: readonly string[];
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly includeFullDevice?: boolean;
        readonly query?: string;
        readonly min?: number;
        readonly max?: number;
        readonly regExp?: string;
        readonly experienceGroupIds?: readonly string[];
       };
      }[];
      readonly reportConfigs?: readonly {
       readonly id?: string;
       readonly cron: string;
       readonly toEmail?: readonly string[];
       readonly subject?: string;
       readonly message?: string;
       readonly theme?: "dark" | "light";
       readonly timezone?: string;
       readonly locale?: string;
       readonly ctx?: {
        readonly [key: string]: string | number | {
         readonly key?: string;
         readonly value?: string;
        };
       };
       readonly callbackUrl?: string;
       readonly branded?: boolean;
       readonly signalbox?: {
        readonly forEach?: string;
        readonly enabled?: boolean;
       };
      }[];
      readonly signalbox?: {
       readonly shareHistory?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dashboardId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId?: string;
       readonly ownerType?: "user" | "organization";
       readonly organizationName?: string;
       readonly organizationIconColor?: string;
       readonly applicationId?: string;
       readonly applicationName?: string;
       readonly name: string;
       readonly description: string;
       readonly refreshRate: number;
       readonly defaultTheme: "light" | "dark";
       readonly duration: number;
       readonly resolution: number;
       readonly public: boolean;
       readonly isPasswordProtected: boolean;
       readonly blockCount?: number;
       readonly access?: "shared" | "view" | "collaborate";
       readonly blocks?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly contextConfiguration?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly reportConfigs?: readonly {
        readonly id?: string;
        readonly cron: string;
        readonly toEmail?: readonly string[];
        readonly subject?: string;
        readonly message?: string;
        readonly theme?: "dark" | "light";
        readonly timezone?: string;
        readonly locale?: string;
        readonly ctx?: {
         readonly [key: string]: string | number | {
          readonly key?: string;
          readonly value?: string;
         };
        };
        readonly callbackUrl?: string;
        readonly branded?: boolean;
        readonly signalbox?: {
         readonly forEach?: string;
         readonly enabled?: boolean;
        };
       }[];
       readonly signalbox?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "dashboard";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/reports": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly count: number;
       readonly items: readonly {
        readonly id: string;
        readonly reportId: string;
        readonly configId?: string;
        readonly state: "queued" | "sent" | "failed";
        readonly creationDate: string;
        readonly time: string;
        readonly endDate?: string;
        readonly attempts: number;
        readonly toEmail?: readonly string[];
        readonly subject?: string;
        readonly error?: string;
       }[];
       readonly next: readonly {
        readonly configId: string;
        readonly due: string;
       }[];
       readonly canMail: boolean;
       readonly canDraw: boolean;
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/context/{variable}/choices": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly filter?: string;
     readonly page?: number;
    };
    readonly path: {
     readonly dashboardId: string;
     readonly variable: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly value: string | {
         readonly key?: string;
         readonly value?: string;
        };
        readonly label: string;
       }[];
       readonly page: number;
       readonly hasMore: boolean;
       readonly min?: number;
       readonly max?: number;
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/blocks/{blockId}/export": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly format?: "csv" | "json";
     readonly ctx?: string;
     readonly time?: number;
     readonly duration?: number;
     readonly resolution?: number;
     readonly sameWindow?: boolean;
     readonly from?: number;
     readonly to?: number;
     readonly timezone?: string | "";
     readonly raw?: boolean;
    };
    readonly path: {
     readonly dashboardId: string;
     readonly blockId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/dashboards/{dashboardId}/blocks/{blockId}/asset": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly ctx?: string;
     readonly time?: number;
    };
    readonly path: {
     readonly dashboardId: string;
     readonly blockId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/dashboards/{dashboardId}/blocks/{blockId}/act": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
    };
    readonly path: {
     readonly dashboardId: string;
     readonly blockId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly controlId: string;
      readonly values?: {
       readonly [key: string]: string | number | boolean;
      };
      readonly ctx?: {
       readonly [key: string]: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
      };
      readonly nonce: string;
      readonly confirmed?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly kind: "command" | "workflow";
       readonly isRepeated: boolean;
       readonly count: number;
       readonly results: readonly {
        readonly deviceId?: string;
        readonly name?: string;
        readonly status: "sent" | "queued" | "refused";
        readonly message?: string;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/blocks/{blockId}/events": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
    };
    readonly path: {
     readonly dashboardId: string;
     readonly blockId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly eventIds: readonly string[];
      readonly updates: {
       readonly state?: "new" | "acknowledged" | "resolved";
       readonly comment?: string;
       readonly data?: unknown;
       readonly eventTags?: {
        readonly [key: string]: string;
       };
       readonly level?: "info" | "warning" | "error" | "critical";
       readonly subject?: string;
       readonly deviceId?: string | null;
      };
      readonly ctx?: {
       readonly [key: string]: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly updated: number;
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/presses": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly count: number;
       readonly items: readonly {
        readonly time: string;
        readonly blockId: string;
        readonly controlId: string;
        readonly pressedBy: {
         readonly type: string;
         readonly id: string;
         readonly name?: string;
        };
        readonly values: {
         readonly [key: string]: string | number | boolean;
        };
        readonly kind: "command" | "workflow" | "unknown";
        readonly count: number;
        readonly results: readonly {
         readonly deviceId?: string;
         readonly name?: string;
         readonly status: "sent" | "queued" | "refused";
         readonly message?: string;
        }[];
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/versions": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly count: number;
       readonly items: readonly {
        readonly id: string;
        readonly versionId: string;
        readonly creationDate: string;
        readonly revision: number;
        readonly savedBy?: {
         readonly type: string;
         readonly id: string;
         readonly name?: string;
        };
        readonly name: string;
        readonly blockCount: number;
        readonly isCurrent: boolean;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/versions/{versionId}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly dashboardId: string;
     readonly versionId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly versionId: string;
       readonly creationDate: string;
       readonly revision: number;
       readonly savedBy?: {
        readonly type: string;
        readonly id: string;
        readonly name?: string;
       };
       readonly name: string;
       readonly blockCount: number;
       readonly isCurrent: boolean;
       readonly document: {
        readonly [key: string]: unknown;
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly dashboardId: string;
     readonly versionId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": Record<string, never>;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dashboardId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId?: string;
       readonly ownerType?: "user" | "organization";
       readonly organizationName?: string;
       readonly organizationIconColor?: string;
       readonly applicationId?: string;
       readonly applicationName?: string;
       readonly name: string;
       readonly description: string;
       readonly refreshRate: number;
       readonly defaultTheme: "light" | "dark";
       readonly duration: number;
       readonly resolution: number;
       readonly public: boolean;
       readonly isPasswordProtected: boolean;
       readonly blockCount?: number;
       readonly access?: "shared" | "view" | "collaborate";
       readonly blocks?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly contextConfiguration?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly reportConfigs?: readonly {
        readonly id?: string;
        readonly cron: string;
        readonly toEmail?: readonly string[];
        readonly subject?: string;
        readonly message?: string;
        readonly theme?: "dark" | "light";
        readonly timezone?: string;
        readonly locale?: string;
        readonly ctx?: {
         readonly [key: string]: string | number | {
          readonly key?: string;
          readonly value?: string;
         };
        };
        readonly callbackUrl?: string;
        readonly branded?: boolean;
        readonly signalbox?: {
         readonly forEach?: string;
         readonly enabled?: boolean;
        };
       }[];
       readonly signalbox?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "dashboard";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/versions/{versionId}/changes": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly to?: string;
    };
    readonly path: {
     readonly dashboardId: string;
     readonly versionId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly from: string;
       readonly to: string;
       readonly changes: readonly {
        readonly kind: "added" | "removed" | "changed";
        readonly part: string;
        readonly id?: string;
        readonly title?: string;
        readonly before?: unknown;
        readonly after?: unknown;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/dashboards": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly applicationId?: string;
     readonly orgId?: string;
     readonly summary?: boolean;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly dashboardId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly ownerId?: string;
        readonly ownerType?: "user" | "organization";
        readonly organizationName?: string;
        readonly organizationIconColor?: string;
        readonly applicationId?: string;
        readonly applicationName?: string;
        readonly name: string;
        readonly description: string;
        readonly refreshRate: number;
        readonly defaultTheme: "light" | "dark";
        readonly duration: number;
        readonly resolution: number;
        readonly public: boolean;
        readonly isPasswordProtected: boolean;
        readonly blockCount?: number;
        readonly access?: "shared" | "view" | "collaborate";
        readonly blocks?: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly contextConfiguration?: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly reportConfigs?: readonly {
         readonly id?: string;
         readonly cron: string;
         readonly toEmail?: readonly string[];
         readonly subject?: string;
         readonly message?: string;
         readonly theme?: "dark" | "light";
         readonly timezone?: string;
         readonly locale?: string;
         readonly ctx?: {
          readonly [key: string]: string | number | {
           readonly key?: string;
           readonly value?: string;
          };
         };
         readonly callbackUrl?: string;
         readonly branded?: boolean;
         readonly signalbox?: {
          readonly forEach?: string;
          readonly enabled?: boolean;
         };
        }[];
        readonly signalbox?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "dashboard";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId?: string;
       readonly orgId?: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly orgId?: string;
      readonly applicationId?: string;
      readonly description?: string;
      readonly refreshRate?: number;
      readonly defaultTheme?: "light" | "dark";
      readonly duration?: number;
      readonly resolution?: number;
      readonly public?: boolean;
      readonly password?: string | null;
      readonly blocks?: readonly {
       readonly id?: string;
       readonly title?: string;
       readonly description?: string;
       readonly applicationId?: string;
       readonly startX: number;
       readonly startY: number;
       readonly width: number;
       readonly height: number;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly blockType: "application-list" | "bar" | "custom-chart" | "custom-html" | "dashboard-list" | "data-table" | "device-count" | "device-list" | "device-log" | "device-state-table" | "event-list" | "gauge" | "graph" | "heatmap" | "iframe" | "image" | "image-overlay" | "indicator" | "input" | "map" | "open-event-indicator" | "pie" | "position-chart" | "section-header" | "workflow-list";
      }[];
      readonly contextConfiguration?: readonly {
       readonly name: string;
       readonly type: "deviceAttribute" | "deviceId" | "deviceTag" | "number" | "string" | "experienceUser";
       readonly applicationId?: string;
       readonly defaultValue: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
       readonly validationEnabled?: boolean;
       readonly validationConfig?: {
        readonly attributes?: readonly string[];
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly includeFullDevice?: boolean;
        readonly query?: string;
        readonly min?: number;
        readonly max?: number;
        readonly regExp?: string;
        readonly experienceGroupIds?: readonly string[];
       };
      }[];
      readonly reportConfigs?: readonly {
       readonly id?: string;
       readonly cron: string;
       readonly toEmail?: readonly string[];
       readonly subject?: string;
       readonly message?: string;
       readonly theme?: "dark" | "light";
       readonly timezone?: string;
       readonly locale?: string;
       readonly ctx?: {
        readonly [key: string]: string | number | {
         readonly key?: string;
         readonly value?: string;
        };
       };
       readonly callbackUrl?: string;
       readonly branded?: boolean;
       readonly signalbox?: {
        readonly forEach?: string;
        readonly enabled?: boolean;
       };
      }[];
      readonly signalbox?: {
       readonly shareHistory?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dashboardId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId?: string;
       readonly ownerType?: "user" | "organization";
       readonly organizationName?: string;
       readonly organizationIconColor?: string;
       readonly applicationId?: string;
       readonly applicationName?: string;
       readonly name: string;
       readonly description: string;
       readonly refreshRate: number;
       readonly defaultTheme: "light" | "dark";
       readonly duration: number;
       readonly resolution: number;
       readonly public: boolean;
       readonly isPasswordProtected: boolean;
       readonly blockCount?: number;
       readonly access?: "shared" | "view" | "collaborate";
       readonly blocks?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly contextConfiguration?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly reportConfigs?: readonly {
        readonly id?: string;
        readonly cron: string;
        readonly toEmail?: readonly string[];
        readonly subject?: string;
        readonly message?: string;
        readonly theme?: "dark" | "light";
        readonly timezone?: string;
        readonly locale?: string;
        readonly ctx?: {
         readonly [key: string]: string | number | {
          readonly key?: string;
          readonly value?: string;
         };
        };
        readonly callbackUrl?: string;
        readonly branded?: boolean;
        readonly signalbox?: {
         readonly forEach?: string;
         readonly enabled?: boolean;
        };
       }[];
       readonly signalbox?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "dashboard";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/validateContext": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly duration?: number;
     readonly resolution?: number;
     readonly end?: number;
    };
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly [key: string]: string | number | {
       readonly key?: string;
       readonly value?: string;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly ctx: {
        readonly [key: string]: unknown;
       };
       readonly dashboard: {
        readonly id: string;
        readonly name: string;
        readonly duration: number;
        readonly resolution: number;
        readonly refreshRate: number;
        readonly time: string;
       };
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/session": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly password: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly viewerToken: string;
       readonly expires: string;
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/data": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
    };
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly ctx?: {
       readonly [key: string]: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
      };
      readonly time?: number;
      readonly duration?: number;
      readonly resolution?: number;
      readonly blocks?: readonly string[];
      readonly windows?: {
       readonly [key: string]: {
        readonly duration?: number;
        readonly resolution?: number;
        readonly from?: number;
        readonly to?: number;
       };
      };
      readonly sameWindow?: boolean;
      readonly known?: {
       readonly [key: string]: string;
      };
      readonly timezone?: string | "";
      readonly sizes?: {
       readonly [key: string]: {
        readonly width: number;
        readonly height: number;
       };
      };
      readonly width?: {
       readonly [key: string]: number;
      };
      readonly theme?: "light" | "dark";
      readonly controls?: {
       readonly [key: string]: {
        readonly [key: string]: string | number | boolean;
       };
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly time: string;
       readonly ctx: {
        readonly [key: string]: unknown;
       };
       readonly dashboard: {
        readonly id: string;
        readonly name: string;
        readonly duration: number;
        readonly resolution: number;
        readonly refreshRate: number;
        readonly time: string;
       };
       readonly blocks: {
        readonly [key: string]: {
         readonly status: "ok" | "unchanged" | "empty" | "error" | "unsupported";
         readonly etag?: string;
         readonly data?: unknown;
         readonly error?: string;
         readonly truncated?: boolean;
        };
       };
       readonly windows: {
        readonly following: number;
        readonly own: number;
       };
       readonly may: {
        readonly edit: boolean;
        readonly act: readonly string[];
        readonly update: readonly string[];
       };
      };
     };
    };
   };
  };
 };
 readonly "/dashboards/{dashboardId}/stream": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly ctx?: string;
     readonly duration?: number;
     readonly resolution?: number;
     readonly sameWindow?: boolean;
     readonly timezone?: string | "";
     readonly theme?: "light" | "dark";
     readonly sizes?: string;
     readonly width?: string;
     readonly keepAliveInterval?: number;
     readonly token?: string;
    };
    readonly path: {
     readonly dashboardId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/dashboards/{dashboardId}/validateContext": {
  readonly post: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly duration?: number;
     readonly resolution?: number;
     readonly end?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly [key: string]: string | number | {
       readonly key?: string;
       readonly value?: string;
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly ctx: {
        readonly [key: string]: unknown;
       };
       readonly dashboard: {
        readonly id: string;
        readonly name: string;
        readonly duration: number;
        readonly resolution: number;
        readonly refreshRate: number;
        readonly time: string;
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/dashboards/{dashboardId}/context/{variable}/choices": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly filter?: string;
     readonly page?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
     readonly variable: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly value: string | {
         readonly key?: string;
         readonly value?: string;
        };
        readonly label: string;
       }[];
       readonly page: number;
       readonly hasMore: boolean;
       readonly min?: number;
       readonly max?: number;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/dashboards/{dashboardId}/blocks/{blockId}/export": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly format?: "csv" | "json";
     readonly ctx?: string;
     readonly time?: number;
     readonly duration?: number;
     readonly resolution?: number;
     readonly sameWindow?: boolean;
     readonly from?: number;
     readonly to?: number;
     readonly timezone?: string | "";
     readonly raw?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
     readonly blockId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/dashboards/{dashboardId}/blocks/{blockId}/asset": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly ctx?: string;
     readonly time?: number;
    };
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
     readonly blockId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/dashboards/{dashboardId}/blocks/{blockId}/act": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
     readonly blockId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly controlId: string;
      readonly values?: {
       readonly [key: string]: string | number | boolean;
      };
      readonly ctx?: {
       readonly [key: string]: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
      };
      readonly nonce: string;
      readonly confirmed?: boolean;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly kind: "command" | "workflow";
       readonly isRepeated: boolean;
       readonly count: number;
       readonly results: readonly {
        readonly deviceId?: string;
        readonly name?: string;
        readonly status: "sent" | "queued" | "refused";
        readonly message?: string;
       }[];
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/dashboards/{dashboardId}/blocks/{blockId}/events": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
     readonly blockId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly eventIds: readonly string[];
      readonly updates: {
       readonly state?: "new" | "acknowledged" | "resolved";
       readonly comment?: string;
       readonly data?: unknown;
       readonly eventTags?: {
        readonly [key: string]: string;
       };
       readonly level?: "info" | "warning" | "error" | "critical";
       readonly subject?: string;
       readonly deviceId?: string | null;
      };
      readonly ctx?: {
       readonly [key: string]: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly updated: number;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/dashboards": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly page?: number;
     readonly perPage?: number;
     readonly sortField?: string;
     readonly sortDirection?: string;
     readonly filterField?: string;
     readonly filter?: string;
     readonly summary?: boolean;
    };
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly items: readonly {
        readonly id: string;
        readonly dashboardId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly ownerId?: string;
        readonly ownerType?: "user" | "organization";
        readonly organizationName?: string;
        readonly organizationIconColor?: string;
        readonly applicationId?: string;
        readonly applicationName?: string;
        readonly name: string;
        readonly description: string;
        readonly refreshRate: number;
        readonly defaultTheme: "light" | "dark";
        readonly duration: number;
        readonly resolution: number;
        readonly public: boolean;
        readonly isPasswordProtected: boolean;
        readonly blockCount?: number;
        readonly access?: "shared" | "view" | "collaborate";
        readonly blocks?: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly contextConfiguration?: readonly {
         readonly [key: string]: unknown;
        }[];
        readonly reportConfigs?: readonly {
         readonly id?: string;
         readonly cron: string;
         readonly toEmail?: readonly string[];
         readonly subject?: string;
         readonly message?: string;
         readonly theme?: "dark" | "light";
         readonly timezone?: string;
         readonly locale?: string;
         readonly ctx?: {
          readonly [key: string]: string | number | {
           readonly key?: string;
           readonly value?: string;
          };
         };
         readonly callbackUrl?: string;
         readonly branded?: boolean;
         readonly signalbox?: {
          readonly forEach?: string;
          readonly enabled?: boolean;
         };
        }[];
        readonly signalbox?: {
         readonly [key: string]: unknown;
        };
        readonly _type: "dashboard";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       }[];
       readonly count: number;
       readonly totalCount: number;
       readonly perPage: number;
       readonly page: number;
       readonly sortField: string;
       readonly sortDirection: string;
       readonly filterField?: string;
       readonly filter?: string;
       /**
        * @description The page ends early because an answer must not be larger; ask for less per page.
        * @enum {boolean}
        */
       readonly truncated?: true;
       readonly applicationId?: string;
       readonly orgId?: string;
       readonly _type: string;
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly name: string;
      readonly description?: string;
      readonly refreshRate?: number;
      readonly defaultTheme?: "light" | "dark";
      readonly duration?: number;
      readonly resolution?: number;
      readonly public?: boolean;
      readonly password?: string | null;
      readonly blocks?: readonly {
       readonly id?: string;
       readonly title?: string;
       readonly description?: string;
       readonly applicationId?: string;
       readonly startX: number;
       readonly startY: number;
       readonly width: number;
       readonly height: number;
       readonly config?: {
        readonly [key: string]: unknown;
       };
       readonly blockType: "application-list" | "bar" | "custom-chart" | "custom-html" | "dashboard-list" | "data-table" | "device-count" | "device-list" | "device-log" | "device-state-table" | "event-list" | "gauge" | "graph" | "heatmap" | "iframe" | "image" | "image-overlay" | "indicator" | "input" | "map" | "open-event-indicator" | "pie" | "position-chart" | "section-header" | "workflow-list";
      }[];
      readonly contextConfiguration?: readonly {
       readonly name: string;
       readonly type: "deviceAttribute" | "deviceId" | "deviceTag" | "number" | "string" | "experienceUser";
       readonly applicationId?: string;
       readonly defaultValue: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
       readonly validationEnabled?: boolean;
       readonly validationConfig?: {
        readonly attributes?: readonly string[];
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly includeFullDevice?: boolean;
        readonly query?: string;
        readonly min?: number;
        readonly max?: number;
        readonly regExp?: string;
        readonly experienceGroupIds?: readonly string[];
       };
      }[];
      readonly reportConfigs?: readonly {
       readonly id?: string;
       readonly cron: string;
       readonly toEmail?: readonly string[];
       readonly subject?: string;
       readonly message?: string;
       readonly theme?: "dark" | "light";
       readonly timezone?: string;
       readonly locale?: string;
       readonly ctx?: {
        readonly [key: string]: string | number | {
         readonly key?: string;
         readonly value?: string;
        };
       };
       readonly callbackUrl?: string;
       readonly branded?: boolean;
       readonly signalbox?: {
        readonly forEach?: string;
        readonly enabled?: boolean;
       };
      }[];
      readonly signalbox?: {
       readonly shareHistory?: number;
      };
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly dashboardId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId?: string;
       readonly ownerType?: "user" | "organization";
       readonly organizationName?: string;
       readonly organizationIconColor?: string;
       readonly applicationId?: string;
       readonly applicationName?: string;
       readonly name: string;
       readonly description: string;
       readonly refreshRate: number;
       readonly defaultTheme: "light" | "dark";
       readonly duration: number;
       readonly resolution: number;
       readonly public: boolean;
       readonly isPasswordProtected: boolean;
       readonly blockCount?: number;
       readonly access?: "shared" | "view" | "collaborate";
       readonly blocks?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly contextConfiguration?: readonly {
        readonly [key: string]: unknown;
       }[];
       readonly reportConfigs?: readonly {
        readonly id?: string;
        readonly cron: string;
        readonly toEmail?: readonly string[];
        readonly subject?: string;
        readonly message?: string;
        readonly theme?: "dark" | "light";
        readonly timezone?: string;
        readonly locale?: string;
        readonly ctx?: {
         readonly [key: string]: string | number | {
          readonly key?: string;
          readonly value?: string;
         };
        };
        readonly callbackUrl?: string;
        readonly branded?: boolean;
        readonly signalbox?: {
         readonly forEach?: string;
         readonly enabled?: boolean;
        };
       }[];
       readonly signalbox?: {
        readonly [key: string]: unknown;
       };
       readonly _type: "dashboard";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/dashboards/{dashboardId}/data": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "application/json": {
      readonly ctx?: {
       readonly [key: string]: string | number | {
        readonly key?: string;
        readonly value?: string;
       };
      };
      readonly time?: number;
      readonly duration?: number;
      readonly resolution?: number;
      readonly blocks?: readonly string[];
      readonly windows?: {
       readonly [key: string]: {
        readonly duration?: number;
        readonly resolution?: number;
        readonly from?: number;
        readonly to?: number;
       };
      };
      readonly sameWindow?: boolean;
      readonly known?: {
       readonly [key: string]: string;
      };
      readonly timezone?: string | "";
      readonly sizes?: {
       readonly [key: string]: {
        readonly width: number;
        readonly height: number;
       };
      };
      readonly width?: {
       readonly [key: string]: number;
      };
      readonly theme?: "light" | "dark";
      readonly controls?: {
       readonly [key: string]: {
        readonly [key: string]: string | number | boolean;
       };
      };
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly time: string;
       readonly ctx: {
        readonly [key: string]: unknown;
       };
       readonly dashboard: {
        readonly id: string;
        readonly name: string;
        readonly duration: number;
        readonly resolution: number;
        readonly refreshRate: number;
        readonly time: string;
       };
       readonly blocks: {
        readonly [key: string]: {
         readonly status: "ok" | "unchanged" | "empty" | "error" | "unsupported";
         readonly etag?: string;
         readonly data?: unknown;
         readonly error?: string;
         readonly truncated?: boolean;
        };
       };
       readonly windows: {
        readonly following: number;
        readonly own: number;
       };
       readonly may: {
        readonly edit: boolean;
        readonly act: readonly string[];
        readonly update: readonly string[];
       };
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/dashboards/{dashboardId}/stream": {
  readonly get: {
   readonly parameters: {
    readonly query?: {
     readonly password?: string;
     readonly viewerToken?: string;
     readonly ctx?: string;
     readonly duration?: number;
     readonly resolution?: number;
     readonly sameWindow?: boolean;
     readonly timezone?: string | "";
     readonly theme?: "light" | "dark";
     readonly sizes?: string;
     readonly width?: string;
     readonly keepAliveInterval?: number;
     readonly token?: string;
    };
    readonly path: {
     readonly applicationId: string;
     readonly dashboardId: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/data-tables/{dataTableId}/rows/import": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly dataTableId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "multipart/form-data": {
      readonly file: string;
     } & {
      readonly [key: string]: unknown;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly success: true;
       readonly jobId: string;
      };
     };
    };
   };
  };
 };
 readonly "/applications/{applicationId}/file/{fileId}/upload": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
     readonly fileId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "multipart/form-data": {
      readonly file: string;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly authorType?: "flow" | "user" | "device" | "apiToken";
       readonly authorId?: string;
       readonly status: "pending" | "completed";
       readonly name: string;
       readonly parentDirectory: string;
       readonly type: "file" | "directory";
       /** @description Bytes. */
       readonly fileSize?: number;
       /** @description MD5 of the content, hex. */
       readonly s3etag?: string;
       readonly contentType?: string;
       readonly fileDimensions?: {
        readonly width?: number;
        readonly height?: number;
       };
       /** @description Where anybody may fetch the content. */
       readonly url?: string;
       readonly _type: "file";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
      };
     };
    };
   };
  };
 };
 readonly "/webhooks/{token}": {
  readonly get: {
   readonly parameters: {
    readonly path: {
     readonly token: string;
    };
   };
   readonly responses: never;
  };
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly token: string;
    };
   };
   readonly responses: never;
  };
  readonly delete: {
   readonly parameters: {
    readonly path: {
     readonly token: string;
    };
   };
   readonly responses: never;
  };
  readonly patch: {
   readonly parameters: {
    readonly path: {
     readonly token: string;
    };
   };
   readonly responses: never;
  };
 };
 readonly "/applications/{applicationId}/import": {
  readonly post: {
   readonly parameters: {
    readonly path: {
     readonly applicationId: string;
    };
   };
   readonly requestBody: {
    readonly content: {
     readonly "multipart/form-data": {
      readonly importBundle: string;
      readonly ownerId?: string;
      readonly ownerType?: string;
      readonly includeDevices?: string;
      readonly includeDataTableRows?: string;
      readonly includeFiles?: string;
      /** @description Only says what would become of the bundle. */
      readonly dryRun?: string;
      /** @description The types that are taken of it, as JSON or one after the other. */
      readonly include?: string;
      /** @description JSON: conflictBehavior, and dryRun and include once more. */
      readonly options?: string;
      readonly email?: string;
     } & {
      readonly [key: string]: unknown;
     };
    };
   };
   readonly responses: {
    readonly 200: {
     content: {
      readonly "application/json": {
       readonly id: string;
       readonly applicationId: string;
       readonly creationDate: string;
       readonly lastUpdated: string;
       readonly ownerId: string;
       readonly ownerType: "user" | "organization";
       readonly organizationName?: string;
       readonly name: string;
       readonly description: string;
       readonly endpointSlug?: string;
       readonly expUserTokenCutoff?: string;
       readonly endpointDefaultCors: boolean;
       readonly globals: readonly {
        readonly key: string;
        readonly json: string;
        readonly cloudOnly?: boolean;
        readonly description?: string;
       }[];
       readonly ftueTracking: readonly {
        readonly name: string;
        readonly version: number;
        readonly status: "skipped" | "completed";
       }[];
       readonly archiveConfig?: {
        readonly directory?: string;
        readonly mode?: "all" | "whitelist" | "blacklist";
        readonly deviceIds?: readonly string[];
        readonly deviceTags?: readonly {
         readonly key?: string;
         readonly value?: string;
        }[];
        readonly s3?: {
         readonly bucket: string;
         readonly region: string;
         readonly accessKeyId: string;
         readonly secretAccessKey: string;
         readonly endpoint?: string;
        };
        readonly gcs?: {
         readonly projectId: string;
         readonly keyJson: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly azure?: {
         readonly account: string;
         readonly accountKey: string;
         readonly bucket: string;
         readonly endpoint?: string;
        };
        readonly local?: Record<string, never>;
        readonly format?: "csv" | "csv.gz" | "parquet";
       };
       readonly dataTTL?: number;
       readonly appliedTemplateIds?: readonly string[];
       readonly summary: {
        readonly storageStats?: {
         readonly count: number;
         readonly size: number;
        };
       } & {
        readonly [key: string]: number;
       };
       readonly _type: "application";
       readonly _links?: {
        readonly self: {
         readonly href: string;
        };
       };
       /** @description Ours. */
       readonly validationErrors: readonly {
        readonly type: string;
        readonly name: string;
        readonly id: string;
        readonly message: string;
       }[];
       /** @description Ours: how many resources of each type were stored. */
       readonly imported: {
        readonly [key: string]: number;
       };
       readonly jobId?: string;
       /**
        * @description Ours: of a dry run, which has no jobId.
        * @enum {boolean}
        */
       readonly success?: true;
       readonly requiresJob?: boolean;
      };
     };
    };
   };
  };
 };
 readonly "/applications/import": {
  readonly post: {
   readonly requestBody: {
    readonly content: {
     readonly "multipart/form-data": {
      readonly importBundle: string;
      readonly ownerId?: string;
      readonly ownerType?: string;
      readonly includeDevices?: string;
      readonly includeDataTableRows?: string;
      readonly includeFiles?: string;
      /** @description Only says what would become of the bundle. */
      readonly dryRun?: string;
      /** @description The types that are taken of it, as JSON or one after the other. */
      readonly include?: string;
      /** @description JSON: conflictBehavior, and dryRun and include once more. */
      readonly options?: string;
      readonly email?: string;
     } & {
      readonly [key: string]: unknown;
     };
    };
   };
   readonly responses: {
    readonly 201: {
     content: {
      readonly "application/json": {
       readonly application?: {
        readonly id: string;
        readonly applicationId: string;
        readonly creationDate: string;
        readonly lastUpdated: string;
        readonly ownerId: string;
        readonly ownerType: "user" | "organization";
        readonly organizationName?: string;
        readonly name: string;
        readonly description: string;
        readonly endpointSlug?: string;
        readonly expUserTokenCutoff?: string;
        readonly endpointDefaultCors: boolean;
        readonly globals: readonly {
         readonly key: string;
         readonly json: string;
         readonly cloudOnly?: boolean;
         readonly description?: string;
        }[];
        readonly ftueTracking: readonly {
         readonly name: string;
         readonly version: number;
         readonly status: "skipped" | "completed";
        }[];
        readonly archiveConfig?: {
         readonly directory?: string;
         readonly mode?: "all" | "whitelist" | "blacklist";
         readonly deviceIds?: readonly string[];
         readonly deviceTags?: readonly {
          readonly key?: string;
          readonly value?: string;
         }[];
         readonly s3?: {
          readonly bucket: string;
          readonly region: string;
          readonly accessKeyId: string;
          readonly secretAccessKey: string;
          readonly endpoint?: string;
         };
         readonly gcs?: {
          readonly projectId: string;
          readonly keyJson: string;
          readonly bucket: string;
          readonly endpoint?: string;
         };
         readonly azure?: {
          readonly account: string;
          readonly accountKey: string;
          readonly bucket: string;
          readonly endpoint?: string;
         };
         readonly local?: Record<string, never>;
         readonly format?: "csv" | "csv.gz" | "parquet";
        };
        readonly dataTTL?: number;
        readonly appliedTemplateIds?: readonly string[];
        readonly summary: {
         readonly storageStats?: {
          readonly count: number;
          readonly size: number;
         };
        } & {
         readonly [key: string]: number;
        };
        readonly _type: "application";
        readonly _links?: {
         readonly self: {
          readonly href: string;
         };
        };
       };
       readonly validationErrors?: readonly {
        readonly type: string;
        readonly name: string;
        readonly id: string;
        readonly message: string;
       }[];
       readonly success?: true;
       readonly requiresJob?: boolean;
       /** @description Ours: how many resources of each type were stored. */
       readonly imported?: {
        readonly [key: string]: number;
       };
      };
     };
    };
   };
  };
 };
}
export type webhooks = Record<string, never>;
export interface components {
 schemas: never;
 responses: never;
 parameters: never;
 requestBodies: never;
 headers: never;
 pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
