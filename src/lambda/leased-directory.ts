import type { Directory } from "../ports/directory.ts";

/** A directory that checks before every write that the execution still holds the person's lease. */
export function leasedDirectory(directory: Directory, checkLease: () => Promise<void>): Directory {
  const guarded = async <T>(write: () => Promise<T>): Promise<T> => {
    await checkLease();
    return write();
  };
  return {
    ...directory,
    createAccount: (account) => guarded(() => directory.createAccount(account)),
    updateProfile: (id, changes, etag) => guarded(() => directory.updateProfile(id, changes, etag)),
    changeUserType: (id, userTypeId) => guarded(() => directory.changeUserType(id, userTypeId)),
    activate: (id, options) => guarded(() => directory.activate(id, options)),
    reactivate: (id, options) => guarded(() => directory.reactivate(id, options)),
    suspend: (id) => guarded(() => directory.suspend(id)),
    unsuspend: (id) => guarded(() => directory.unsuspend(id)),
    deactivate: (id) => guarded(() => directory.deactivate(id)),
    clearSessions: (id) => guarded(() => directory.clearSessions(id)),
    addToGroup: (id, groupId) => guarded(() => directory.addToGroup(id, groupId)),
    removeFromGroup: (id, groupId) => guarded(() => directory.removeFromGroup(id, groupId)),
    removeAdminRole: (id, roleId) => guarded(() => directory.removeAdminRole(id, roleId)),
    resetFactors: (id) => guarded(() => directory.resetFactors(id)),
  };
}
