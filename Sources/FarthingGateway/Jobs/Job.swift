import FarthingCore
import FarthingProviders

/// A call whose provider goes on with it after the answer: its hold stays open until its end is seen.
struct Job: Sendable {
    let name: JobName
    let hold: HoldID
    /// The key whose it is: nobody else may ask after it or stop it.
    let principal: String
    /// The provider and model by which it is priced.
    let provider: String
    let model: String
    /// What it may be billed as.
    let variants: PriceVariantSet
    /// When it was asked for: the prices of that time count.
    let createdAtMs: Int64
    let expiresAtMs: Int64
    /// What is held for it, in nanos of money; 0 where no budget counts money.
    let heldNanos: Int64
    /// Calls that it is made of, as its hold counts them.
    let calls: Int64
    /// The unit of each of the hold's lines.
    let units: [LineUnit]
    /// As which step of its run it is counted; forgotten with a restart.
    var runTicket: RunTicket?

    init(
        _ name: JobName,
        hold: HoldID,
        principal: String,
        provider: String,
        model: String,
        variants: PriceVariantSet,
        createdAtMs: Int64,
        expiresAtMs: Int64,
        heldNanos: Int64,
        calls: Int64,
        units: [LineUnit]
    ) {
        self.name = name
        self.hold = hold
        self.principal = principal
        self.provider = provider
        self.model = model
        self.variants = variants
        self.createdAtMs = createdAtMs
        self.expiresAtMs = expiresAtMs
        self.heldNanos = heldNanos
        self.calls = calls
        self.units = units
    }

    /// One that a ledger still holds for, of a hold that names it; nil for other holds.
    init?(_ statement: HoldStatement) {
        guard let text = statement.job, let (name, variants) = JobName.recorded(text) else {
            return nil
        }
        let units = statement.lines.map { LineUnit(unit: $0.unit, rateNanos: $0.rateNanos) }
        let money = zip(statement.lines, units).filter { $1.unit.isMoney && !$1.lacksRate }
            .map { line, unit in unit.dollars(within: line.held) }
        let calls = statement.lines.filter { $0.unit == .calls }.map(\.held).max()
        self.init(
            name,
            hold: statement.id,
            principal: statement.principal,
            provider: statement.provider,
            model: statement.model,
            variants: variants,
            createdAtMs: statement.createdAtMs,
            expiresAtMs: statement.expiresAtMs,
            heldNanos: money.max() ?? 0,
            calls: max(1, calls ?? 1),
            units: units
        )
    }
}
