/// Why a client's signature is not accepted. No message tells what the right one would have been.
package enum SigV4Error: Error, Hashable, Sendable {
    /// The request is not signed in this way, or its `Authorization` is too long.
    case noSignature
    case malformed
    case otherService
    /// Calls go to the region that is named, and the request is signed for another one.
    case otherRegion(String)
    /// The request has no readable `x-amz-date`, or not exactly one.
    case noTime
    /// The request's time is not within ``SigV4Verifier/clockSkewMsMax`` of ours.
    case tooOldOrEarly
    /// The day of the scope is not that of the request's time.
    case otherDay
    /// A field that must be signed is not, or is not there although it is said to be signed.
    case fieldNotSigned(String)
    /// The body is not the one that was signed.
    case otherBody
    /// The body is not signed at all, and the connection does not protect it.
    case bodyNotSigned
    case wrongSignature

    /// A sentence that may be shown to a stranger: what to do.
    package var message: String {
        switch self {
        case .noSignature:
            "The request is not signed with Signature Version 4; give the SDK a key id and secret."
        case .malformed: "The Authorization field is not of the form of Signature Version 4."
        case .otherService: "The request is signed for another service than bedrock."
        case .otherRegion(let region):
            "The request is signed for another region than \(region), where calls go; set the "
                + "client's region to \(region)."
        case .noTime: "The request needs one x-amz-date of the form 20150830T123600Z."
        case .tooOldOrEarly:
            "The request was signed more than five minutes ago or ahead; set the client's clock."
        case .otherDay: "The signature's scope and x-amz-date name different days."
        case .fieldNotSigned(let name): "The field '\(name)' must be there and be signed."
        case .otherBody: "The body of the request is not the one that was signed."
        case .bodyNotSigned: "The body of the request must be signed where there is no TLS."
        case .wrongSignature:
            "The signature does not match; check the secret access key and that nothing on the way "
                + "changes the request."
        }
    }

    /// The error's name in AWS's own words.
    package var awsCode: String {
        switch self {
        case .noSignature: "MissingAuthenticationTokenException"
        case .malformed, .fieldNotSigned: "IncompleteSignatureException"
        default: "InvalidSignatureException"
        }
    }
}
