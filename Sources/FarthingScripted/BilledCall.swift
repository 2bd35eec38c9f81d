/// One line of the provider's own bill.
package struct BilledCall: Hashable, Sendable {
    /// How the call ended, as the provider saw it.
    package enum Outcome: String, Sendable, CaseIterable {
        /// Still being answered: what is billed is not known yet.
        case open
        /// Answered to the last byte.
        case whole
        /// The provider broke off.
        case cut
        /// The client closed before the end.
        case hungUp = "hung_up"
        /// Accepted, billed, never answered.
        case unanswered
        /// Refused with an error that is not billed.
        case refused
        /// Failed with an error that is billed.
        case failed
    }

    /// The number of the call, from 1; ``id`` is made of it.
    package var sequence: Int
    /// The request header `x-request-tag`, empty where there was none.
    package var tag: String
    /// The request's member `user`, empty where there was none.
    package var user: String
    /// The model that answered and is billed.
    package var model: String
    /// The model that was asked for.
    package var requestedModel: String
    /// Prompt tokens billed, those from the cache included.
    package var promptTokens: Int
    /// Prompt tokens billed at the cache's price.
    package var cachedTokens: Int
    /// Prompt tokens billed as written to the cache for minutes.
    package var cacheWriteTokens = 0
    /// Prompt tokens billed as written to the cache for an hour.
    package var cacheWriteHourTokens = 0
    /// Seconds of recordings billed.
    package var audioSeconds = 0
    /// Tokens of recordings billed, beside those of the prompt.
    package var audioTokens = 0
    /// Characters of texts read aloud billed.
    package var characters = 0
    /// Searches of the web billed.
    package var webSearches = 0
    /// Completion tokens billed, thinking included.
    package var completionTokens: Int
    /// Completion tokens that were thinking.
    package var reasoningTokens: Int
    /// The service tier billed.
    package var serviceTier: String
    /// `batch` where the batch price is billed; else empty.
    package var variant = ""
    /// Whether a stream was asked for.
    package var isStream: Bool
    /// The fault that this call was given.
    package var fault: ScriptedFault
    /// How the call ended.
    package var outcome: Outcome

    /// What the answer's id begins with.
    package var idPrefix = "chatcmpl-s"

    /// The id that the answer carried.
    package var id: String { "\(idPrefix)\(sequence)" }
}
