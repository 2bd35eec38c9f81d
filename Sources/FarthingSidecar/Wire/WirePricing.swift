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
