import FarthingCore

/// What models are known to refuse of what others take, so that a call is not written anew for one
/// that would answer with an error.
///
/// Facts from OpenAI's “Using GPT-5” and “Reasoning models”: models that reason take none of the
/// parameters that steer sampling but at their defaults, and the others know no effort.
extension OpenAIModel {
    private static let sampling: [StaticString] = [
        "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias", "stop",
    ]
    private static let reasoningOnly: [StaticString] = [
        "reasoning_effort", "reasoning", "verbosity",
    ]

    /// Whether the model is known to refuse a parameter of a request for another one.
    func refusesParameters(of request: JSONNode) -> Bool {
        switch reasoning {
        case .unknown: return true
        case .none: return Self.reasoningOnly.contains { request.isStated($0) }
        case .hidden:
            for name in ["temperature", "top_p"] as [StaticString] {
                guard let value = request.member(name), !value.isNull else { continue }
                if value.int64 != 1 { return true }
            }
            return Self.sampling.contains { request.isStated($0) }
        }
    }
}

extension JSONNode {
    fileprivate func isStated(_ name: StaticString) -> Bool {
        member(name).map { !$0.isNull } ?? false
    }
}
