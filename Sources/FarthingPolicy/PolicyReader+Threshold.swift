import FarthingCore

/// Reads the thresholds of a budget.
func readThresholds(_ field: Field) -> [Threshold] {
    let elements = field.elements("a list of thresholds, like [{ at: 80%, do: warn }]") ?? []
    return field.read(elements) { element in
        guard let section = Section(element, keys: PolicyKeys.threshold) else { return nil }
        let share = section.required("at", "a share of the limit, like 80%").flatMap(readAt)
        let reason = section["reason"].flatMap { $0.text("a reason") }
        let action = WrittenAction.read(section, PolicyKeys.thresholdActions)
        guard let share, let action else { return nil }
        return Threshold(atBasisPoints: share, action: action.threshold, reason: reason)
    }
}

private func readAt(_ field: Field) -> Int64? {
    guard let text = field.text("a share of the limit, like 80%") else { return nil }
    do throws(Amount.Fault) {
        let basisPoints = try shareBasisPoints(text, "share of the limit")
        if (1...10_000).contains(basisPoints) { return basisPoints }
        field.report("a share of the limit lies between 0.01% and 100%")
    } catch {
        field.report(error.message)
    }
    return nil
}

/// Reads `80%` or `99.5%` as basis points, up to 100,000%.
func shareBasisPoints(_ text: String, _ what: String) throws(Amount.Fault) -> Int64 {
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    let isNumber =
        parts.count <= 2
        && parts.allSatisfy { part in
            !part.isEmpty && part.utf8.count <= 6 && part.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
        }
    guard text.hasSuffix("%"), isNumber, let whole = parts.first.flatMap({ Int64($0) }) else {
        throw Amount.Fault(message: "\(quoted(text)) is no \(what); write one like 80%")
    }
    let decimals = parts.count == 2 ? parts[1] : "0"
    guard decimals.utf8.count <= 2, var fraction = Int64(decimals) else {
        throw Amount.Fault(message: "\(quoted(text)) has more than two decimals")
    }
    if decimals.utf8.count == 1 { fraction *= 10 }
    return whole * 100 + fraction
}
