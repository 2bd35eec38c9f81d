import FarthingCore

/// What a call is made to, in words for people. Entries say `none` of the model of a call that names none,
/// and the tool's name of one that names a tool alone.
enum CallTarget {
    /// The model; nil for a call that names none.
    ///
    /// - Parameters:
    ///   - scope: what the call is for.
    ///   - model: what its entry says.
    static func model(_ scope: Scope, _ model: String) -> String? {
        let isStated = scope[.model] != nil || (model != "none" && model != scope[.tool])
        return isStated && !model.isEmpty ? model : nil
    }

    /// The tool or the model; nil for a call that names neither.
    static func shown(_ scope: Scope, _ model: String) -> String? {
        scope[.tool] ?? Self.model(scope, model)
    }
}
