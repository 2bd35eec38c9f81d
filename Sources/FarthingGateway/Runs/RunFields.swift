import FarthingCore
import NIOHTTP1

/// The fields of a request that speak of its run and are no dimension of its scope.
enum RunFields {
    static let allowance: StaticString = "x-farthing-allowance"
    static let capability: StaticString = "x-farthing-capability"
    static let steps: StaticString = "x-farthing-run-steps"

    /// The tag under which a child run's scope names the run that carved its allowance.
    static let parentRun = Dimension.tag("parent_run")
    /// The tag under which the carving itself names the child's run.
    static let childRun = Dimension.tag("child_run")

    /// Whether a field is one of these, and no claim; throws where nobody may say it.
    static func isOwn(_ name: String, _ value: String) throws(RequestRefusal) -> Bool {
        if name.isField(allowance) { return true }
        if name.isField(steps) {
            guard steps(in: value) != nil else {
                throw .claim(name, "it must be a whole number from 1 to \(RunTerms.stepsMax)")
            }
            return true
        }
        if name.isField(capability) {
            throw .claim(
                name,
                "what a caller is trusted with comes from its key alone "
                    + "(farthing keys create --capability); what it says of itself is no proof"
            )
        }
        return false
    }

    /// How many steps the run says it will make; nil where it says nothing.
    static func plannedSteps(_ request: ClientRequest) -> Int64? {
        guard request.facts.hasClaims else { return nil }
        return request.fields.first(name: "\(steps)").flatMap(steps(in:))
    }

    private static func steps(in value: String) -> Int64? {
        guard value.utf8.count <= 7, value.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return nil
        }
        return Int64(value).flatMap { (1...RunTerms.stepsMax).contains($0) ? $0 : nil }
    }
}
