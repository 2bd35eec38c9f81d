import FarthingCore

/// The prices that a client has frozen for a call: kept with its hold, compared where asserted.
package struct WirePricing: Hashable, Sendable {
    package var version: String
    package var snapshotHash: [UInt8]
    package var fxVersion: String
    package var conversionVersion: String

    package init(_ pricing: Wire.PricingFreeze) {
        version = pricing.pricingVersion
        snapshotHash = wireBytes(pricing.priceSnapshotHash)
        fxVersion = pricing.fxRateVersion
        conversionVersion = pricing.unitConversionVersion
    }

    /// One of which nothing is known.
    package init() {
        version = ""
        snapshotHash = []
        fxVersion = ""
        conversionVersion = ""
    }

    /// What each part is at most, in bytes: they are kept with the hold.
    package static let partBytesMax = 256

    /// - Throws: ``WireError`` for a part that is longer than ``partBytesMax``.
    package func checkLength(field: String) throws(WireError) {
        let parts = [version.utf8.count, fxVersion.utf8.count, conversionVersion.utf8.count]
        guard (parts + [snapshotHash.count]).allSatisfy({ $0 <= Self.partBytesMax }) else {
            throw WireError(field, "names of prices have at most \(Self.partBytesMax) bytes")
        }
    }

    /// All four as a JSON array, as ``init(text:)`` reads them; nil where none is set.
    package var text: String? {
        if self == WirePricing() { return nil }
        var json = JSONWriter(capacity: 128)
        json.beginArray()
        for part in [version, WireText.hex(snapshotHash), fxVersion, conversionVersion] {
            json.string(part)
        }
        json.endArray()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// Reads ``text``; nil for anything else.
    package init?(text: String) {
        guard let parts = try? JSONDocument(Array(text.utf8)).root.elements.compactMap(\.string),
            parts.count == 4, let hash = WireText.bytes(hex: parts[1])
        else { return nil }
        version = parts[0]
        snapshotHash = hash
        fxVersion = parts[2]
        conversionVersion = parts[3]
    }

    /// Whether two of them can be the same: a part that either leaves empty is not asserted.
    package func agrees(with other: WirePricing) -> Bool {
        func agree(_ left: String, _ right: String) -> Bool {
            left.isEmpty || right.isEmpty || left == right
        }
        return agree(version, other.version) && agree(fxVersion, other.fxVersion)
            && agree(conversionVersion, other.conversionVersion)
            && (snapshotHash.isEmpty || other.snapshotHash.isEmpty
                || snapshotHash == other.snapshotHash)
    }
}
