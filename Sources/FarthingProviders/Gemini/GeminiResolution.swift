import FarthingCore

/// How many tokens a medium may become; each level states a maximum.
package enum GeminiResolution: String, Hashable, Sendable {
    case unspecified = "MEDIA_RESOLUTION_UNSPECIFIED"
    case low = "MEDIA_RESOLUTION_LOW"
    case medium = "MEDIA_RESOLUTION_MEDIUM"
    case high = "MEDIA_RESOLUTION_HIGH"
    case ultraHigh = "MEDIA_RESOLUTION_ULTRA_HIGH"

    init(_ value: JSONNode, _ param: String) throws(RequestError) {
        guard let name = value.string else {
            throw .type(param, expected: "a string", got: value)
        }
        guard let known = GeminiResolution(rawValue: name) else {
            throw .unpriced(param, "how many tokens this resolution costs is not known here")
        }
        self = known
    }
}
