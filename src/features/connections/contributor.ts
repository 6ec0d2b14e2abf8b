import type { Principal } from '../../kernel/principal.ts';
import type { Statement } from '../../platform/database/database.ts';
import type { DeviceProfile } from '../devices/index.ts';

/** A device that came or went, as those hear of it who contribute to the transaction that logs it. */
export interface ConnectionNotice {
  readonly device: DeviceProfile;
  readonly connected: boolean;
  /** Epoch ms. */
  readonly time: number;
  /** Undefined where it is not known. */
  readonly address?: string | undefined;
  readonly method: 'mqtt' | 'websocket' | 'rest';
  readonly isSecure: boolean;
  /** Who said so, where that is not the device's own connection. */
  readonly principal?: Principal;
  /** Of one that went. */
  readonly end?: {
    readonly reason?: string | undefined;
    /** Epoch ms. */
    readonly connectedAt?: number | undefined;
    readonly messagesFromDevice?: number | undefined;
    readonly messagesToDevice?: number | undefined;
  };
}

/** What rides along in the transaction that writes the connection log. */
export interface ConnectionContributor {
  /** Further statements about devices that came or went, in that order. */
  readonly statements: (notices: readonly ConnectionNotice[]) => Statement[];
  /** Told when such a transaction has committed. */
  readonly committed: () => void;
  /** Whether it has anything to say of devices of the application that a server which was killed has left connected. */
  readonly wantsLeft: (applicationRowId: number) => Promise<boolean>;
}

/** Those who contribute; they say so when the features are created. */
export class ConnectionContributors {
  readonly #all: ConnectionContributor[] = [];

  contribute(contributor: ConnectionContributor): void {
    this.#all.push(contributor);
  }

  statements(notices: readonly ConnectionNotice[]): Statement[] {
    return this.#all.flatMap((each) => each.statements(notices));
  }

  committed(): void {
    for (const each of this.#all) each.committed();
  }

  async wantLeft(applicationRowId: number): Promise<boolean> {
    for (const each of this.#all) if (await each.wantsLeft(applicationRowId)) return true;
    return false;
  }
}
