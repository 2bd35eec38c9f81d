package import FarthingCore
import Synchronization

/// The settings as they stand, in memory: loaded when the server starts, and changed only by what was
/// made durable.
package final class SettingsInForce: Sendable {
    private struct State: Sendable {
        var settings = ConsoleSettingsItem()
        /// 0 where nobody has set anything.
        var version: Int64 = 0
    }

    private let state = Mutex(State())

    /// Reads them.
    package init(_ store: any ConsoleStore) async throws(LedgerError) {
        let item = try await store.registryItem(
            ConsoleSettingsItem.collection,
            ConsoleSettingsItem.id
        )
        if let item { take([item]) }
    }

    /// Takes in what was made durable.
    package func take(_ items: [RegistryItem]) {
        for item in items
        where item.collection == ConsoleSettingsItem.collection
            && item.id == ConsoleSettingsItem.id
        {
            let root = RegistryText.root(of: item)
            state.withLock { state in
                guard state.version < item.version else { return }
                state.version = item.version
                state.settings = root.map { ConsoleSettingsItem($0) } ?? ConsoleSettingsItem()
            }
        }
    }

    /// What holds now: quick.
    package var current: ConsoleSettingsItem { state.withLock(\.settings) }

    /// What holds, with the registry's version of it; 0 where nobody has set anything.
    package var stored: (settings: ConsoleSettingsItem, version: Int64) {
        state.withLock { (settings: $0.settings, version: $0.version) }
    }
}
