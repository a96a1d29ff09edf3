/** Secrets by (tenant, name). Tenant config holds the names only. */
export interface SecretStore {
  /** Undefined when there is none. */
  read(tenantId: string, name: string): Promise<string | undefined>;
  write(tenantId: string, name: string, value: string): Promise<void>;
  remove(tenantId: string, name: string): Promise<void>;
}
