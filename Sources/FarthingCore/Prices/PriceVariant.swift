/// How a provider was asked to process a call, where that changes its price.
public enum PriceVariant: UInt8, CaseIterable, Hashable, Sendable {
    /// The usual way; OpenAI's `default`.
    case standard
    /// Asynchronous batches.
    case batch
    /// Slower and cheaper.
    case flex
    /// Faster and dearer.
    case priority
    /// The fastest mode of those models that have one.
    case fast

    /// The name in price books, log lines and receipts.
    public var name: String {
        switch self {
        case .standard: "standard"
        case .batch: "batch"
        case .flex: "flex"
        case .priority: "priority"
        case .fast: "fast"
        }
    }
}

/// The variants that one request may turn out to have been.
public struct PriceVariantSet: OptionSet, Hashable, Sendable {
    /// One bit per raw value of ``PriceVariant``.
    public let rawValue: UInt8

    /// Makes a set of its bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Makes the set of one variant.
    public init(_ variant: PriceVariant) {
        rawValue = 1 << variant.rawValue
    }

    /// Standard processing only.
    public static let standard = PriceVariantSet(.standard)
    /// Batches only.
    public static let batch = PriceVariantSet(.batch)
    /// Flex only.
    public static let flex = PriceVariantSet(.flex)
    /// Priority only.
    public static let priority = PriceVariantSet(.priority)
    /// Fast only.
    public static let fast = PriceVariantSet(.fast)
    /// What OpenAI's `auto`, or no tier at all, may become by a project's settings.
    public static let auto: PriceVariantSet = [.standard, .flex, .priority, .fast]

    /// Whether this variant is in the set.
    public func contains(_ variant: PriceVariant) -> Bool {
        rawValue & (1 << variant.rawValue) != 0
    }
}
