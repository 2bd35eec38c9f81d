package import FarthingCore

extension Revision {
    /// What a `PUT` expects: by `If-Match` the version of an item that is there, or that there is none
    /// yet.
    ///
    /// - Parameter version: the item's as it stands; nil for none.
    /// - Throws: ``ConsoleError`` 428 where there is an item and the request says nothing of it, 412
    ///   where it is otherwise than the request says.
    package static func expectedByPut(
        _ request: ConsoleRequest,
        version: Int64?
    ) throws -> RegistryEdit.Expectation {
        if let field = request.field("if-none-match") {
            guard field == "*", request.field("if-match") == nil else {
                throw ConsoleError(
                    422,
                    "invalid",
                    "If-None-Match must be *, and without If-Match beside it."
                )
            }
            if let version { throw stale(version) }
            return .absent
        }
        guard let version else {
            guard request.field("if-match") == nil else {
                throw ConsoleError(412, "stale", "It is not there any more.")
            }
            return .absent
        }
        let expected = try expected(request)
        if case .version(let wanted) = expected, wanted != version { throw stale(version) }
        // Between this and the commit it may have changed again.
        return .version(version)
    }

    private static func stale(_ version: Int64) -> ConsoleError {
        var error = ConsoleError(
            412,
            "stale",
            "It is there in version \(version). Read it again."
        )
        error.fields = [("etag", etag(version))]
        return error
    }
}
