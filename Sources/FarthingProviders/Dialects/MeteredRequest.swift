package import FarthingCore

/// A request of some dialect that may pass: everything in it that costs is known and bounded.
///
/// Made from the bytes that a client sent; whoever makes one has refused what cannot be read in one
/// way only, and what costs without a price.
package protocol MeteredRequest: Sendable {
    /// The model asked for.
    var model: String { get }
    /// Whether the answer is to be a stream.
    var isStream: Bool { get }
    /// How many answers are asked for, each billed.
    var choices: Int64 { get }
    /// The request's own output limit per choice; nil when it leaves it to the model's maximum.
    var outputLimitTokens: Int64? { get }
    /// Length of the body: the work that counting its tokens may be.
    var bodyBytes: Int { get }
    /// Whether the request says how it is to be processed, so that a tier need not be written in.
    var namesTier: Bool { get }
    /// The price variants that the call may be billed as, as the request stands.
    var variants: PriceVariantSet { get }
    /// The same once the standard tier is written into a request that names none.
    var pinnedVariants: PriceVariantSet { get }
    /// The fewest output tokens per choice to which the request may be written down, beside what
    /// every request needs; reasoning that is asked for by number counts here.
    var leastOutputTokens: Int64 { get }

    /// Whether billed output may be invisible while it is made, where the request itself tells;
    /// nil leaves it to what is known of the model.
    var hidesOutput: Bool? { get }

    /// Whether the provider can be asked how much the input comes to.
    var isCountable: Bool { get }
    /// Asks the provider, free of charge, how much the input comes to; nil where it cannot say.
    ///
    /// - Parameter target: where the request itself goes.
    func countRequest(at target: String) -> CountRequest?

    /// The calls of a batch, each billed by itself; empty for one call.
    var parts: [any MeteredRequest] { get }
    /// What the provider goes on with after it has answered; nil where the answer is the end.
    var job: JobKind? { get }

    /// What the body is said to be when it goes out.
    var contentType: String { get }

    /// The most that the call can use.
    ///
    /// - Parameters:
    ///   - outputTokensMax: the model's own maximum; the request's limit counts where it is less.
    ///   - counter: counts the input exactly where given; else its bytes bound it.
    func bound(outputTokensMax: Int64, counter: TokenCounter?) throws(RequestError) -> CallBound

    /// The same where the model's price is known too, and with it how long its input can be at all.
    func bound(
        at price: ModelPrice,
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound

    /// The changes of the body that must be made before it is sent; in order, not overlapping.
    func splices(_ changes: RequestChanges) -> [Splice]

    /// The same request for another model of the provider; nil where no other model can take it,
    /// because it asks for something else than text, or its model's name stands for what is kept
    /// elsewhere. Whether the other model takes every parameter is seen when it is read again.
    ///
    /// - Parameter target: where the request goes, with its query.
    func renamed(to model: String, target: String) -> RenamedRequest?

    /// Meters the answer of a request that asks for a stream.
    func makeMeter(_ counter: TokenCounter?) -> any StreamMeter

    /// Reads a whole, plain answer.
    func readAnswer(_ body: [UInt8]) -> any ReadAnswer
}

/// What the gateway wants changed in a request.
package struct RequestChanges: Hashable, Sendable {
    /// The output limit per choice to be written in; nil leaves it.
    package var outputLimit: Int64?
    /// Whether what a request leaves to the settings of a project is written in: the standard tier,
    /// where it names none.
    package var pinsTier: Bool

    package init(outputLimit: Int64? = nil, pinsTier: Bool = false) {
        self.outputLimit = outputLimit
        self.pinsTier = pinsTier
    }
}

extension MeteredRequest {
    package var choices: Int64 { 1 }
    package var namesTier: Bool { true }
    package var variants: PriceVariantSet { .standard }
    package var pinnedVariants: PriceVariantSet { namesTier ? variants : .standard }
    package var leastOutputTokens: Int64 { 0 }
    package var hidesOutput: Bool? { nil }
    /// What was read as JSON is said to be JSON, whatever the client called it.
    package var contentType: String { "application/json" }
    package var isCountable: Bool { false }
    package func countRequest(at target: String) -> CountRequest? { nil }
    package var parts: [any MeteredRequest] { [] }
    package var job: JobKind? { nil }
    package func renamed(to model: String, target: String) -> RenamedRequest? { nil }

    package func bound(
        at price: ModelPrice,
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        try bound(outputTokensMax: outputTokensMax, counter: counter)
    }
}
