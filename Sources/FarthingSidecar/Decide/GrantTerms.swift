import FarthingCore

/// What is asked for with a sub-agent's budget.
struct GrantTerms {
    /// The longest that a grant is good, in milliseconds.
    private static let grantMsMax: Int64 = 86_400_000

    /// When it ends, in milliseconds UTC.
    let untilMs: Int64
    let unit: WireUnit
    /// In the units of the book.
    let amount: Int64
    /// The parent's reservation out of which it comes; nil for one out of the budgets.
    let source: HoldID?
    /// What is held where there is no reservation.
    let call: SidecarCall
    /// What its hold keeps for its calls.
    let tags: Scope

    /// Reads a request.
    ///
    /// - Throws: ``WireError`` for a time that is over or too far, an amount of nothing, calls, and names that
    ///   no signed word has room for.
    init(_ request: Wire.GrantRequest, nowMs: Int64) throws(WireError) {
        let scope = request.scope
        guard let asked = scope.expiresAt.atMs, asked > nowMs, asked - nowMs <= Self.grantMsMax
        else {
            throw WireError("scope.expires_at", "a time within the next 24 hours")
        }
        untilMs = asked
        unit = try WireUnit(scope.maxAmountUnit, field: "scope.max_amount_unit")
        try unit.checkIsReservable(field: "scope.max_amount_unit")
        let field = "scope.max_amount_atomic"
        amount = try unit.amount(try WireAmount(scope.maxAmountAtomic, field: field), field: field)
        guard amount > 0 else { throw WireError(field, "an amount above zero") }
        guard request.parentRunID.utf8.count <= Scope.valueBytesMax else {
            throw WireError("parent_run_id", "at most \(Scope.valueBytesMax) bytes")
        }
        let words =
            [request.parentRunID, request.childWorkloadKind, unit.id] + scope.allowedRoutes
            + scope.allowedRuntimes
        // As JSON each byte can take six, and four thirds of that in the signed word.
        guard words.reduce(0, { $0 + $1.utf8.count + 1 }) <= Grant.bytesMax / 12 else {
            throw WireError(
                "scope",
                "names, routes and runtimes of at most \(Grant.bytesMax / 12) bytes together"
            )
        }
        var call = SidecarCall(scope: Scope(), expiresInMs: asked - nowMs)
        call.isAllowance = true
        call.take(unit.kind, amount)
        call.scope[.run] = request.parentRunID.isEmpty ? nil : request.parentRunID
        guard WireText.isPlain(request.parentRunID) else {
            throw WireError("parent_run_id", "no control characters")
        }
        var tags = Scope()
        tags[ClaimTags.kind] = SidecarHold.Kind.grant.rawValue
        if !scope.allowedRoutes.isEmpty {
            let routes = ClaimTags.text(ofRoutes: scope.allowedRoutes)
            guard routes.utf8.count <= Scope.valueBytesMax else {
                throw WireError(
                    "scope.allowed_routes",
                    "at most \(Scope.valueBytesMax) bytes together, as JSON"
                )
            }
            tags[ClaimTags.routes] = routes
        }
        self.tags = tags
        call.scope = call.scope.merging(tags)
        self.call = call
        if scope.reservationID.isEmpty {
            source = nil
        } else {
            source = HoldID(scope.reservationID.lowercased())
            guard source != nil else {
                throw WireError("scope.reservation_id", "no reservation's id")
            }
        }
    }
}
