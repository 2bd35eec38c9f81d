import FarthingCore

/// Rows of the FinOps Open Cost and Usage Specification (FOCUS) 1.2: a row for each charge; see
/// docs/formats/focus.md.
struct FocusCSV {
    /// Every column of version 1.0 too, so that its readers take the file; ours begin with `x_`.
    static let columns = [
        "AvailabilityZone", "BilledCost", "BillingAccountId", "BillingAccountName",
        "BillingAccountType", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart",
        "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd",
        "ChargePeriodStart", "CommitmentDiscountCategory", "CommitmentDiscountId",
        "CommitmentDiscountName", "CommitmentDiscountStatus", "CommitmentDiscountType",
        "ConsumedQuantity", "ConsumedUnit", "ContractedCost", "ContractedUnitPrice",
        "EffectiveCost",
        "InvoiceId", "InvoiceIssuerName", "ListCost", "ListUnitPrice", "PricingCategory",
        "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "RegionId", "RegionName",
        "ResourceId", "ResourceName", "ResourceType", "ServiceCategory", "ServiceName",
        "ServiceSubcategory", "SkuId", "SkuMeter", "SkuPriceDetails", "SkuPriceId", "SubAccountId",
        "SubAccountName", "SubAccountType", "Tags", "x_AgentId", "x_DecisionId", "x_Evidence",
        "x_InputTokens", "x_ModelRequested", "x_OutputTokens", "x_PolicyId", "x_PriceBookHash",
        "x_Principal", "x_ReceiptEntry", "x_ReceiptHash", "x_RunId", "x_SessionId",
    ]

    /// The ledger's id, which stands for the account that is billed.
    let ledger: String

    /// Appends a row; none for what was given back or refused.
    func append(_ row: CallRow, to text: inout CSVText) {
        guard row.kind != .release, row.kind != .refusal,
            row.kind != .expire || row.evidence != nil
        else { return }
        let charge = FocusCharge(row)
        text.text(nil)
        text.nanos(row.nanos)
        text.text(ledger)
        text.plain("Farthing ledger".utf8)
        text.plain("Ledger".utf8)
        text.plain(row.currency.utf8)
        text.plain(charge.billingPeriod.end)
        text.plain(charge.billingPeriod.start)
        text.plain(charge.category.utf8)
        text.plain((charge.isLate ? "Correction" : "").utf8)
        text.text(charge.description)
        text.plain((charge.isUsage ? "Usage-Based" : "One-Time").utf8)
        text.plain(charge.period.end)
        text.plain(charge.period.start)
        for _ in 0..<5 { text.text(nil) }
        appendQuantities(row, charge, to: &text)
        appendService(row, charge, to: &text)
        let scope = row.call?.context.scope
        let tenant = scope?[.tenant] ?? row.account.map { "budget:\($0.budget)" }
        text.text(tenant)
        text.text(tenant)
        text.plain((tenant == nil ? "" : scope?[.tenant] == nil ? "Budget" : "Tenant").utf8)
        text.object(charge.tags)
        appendOwn(row, to: &text)
        text.endRow()
    }

    /// From ConsumedQuantity to PricingUnit.
    private func appendQuantities(
        _ row: CallRow,
        _ charge: FocusCharge,
        to text: inout CSVText
    ) {
        text.nanos(charge.isUsage ? charge.consumed.quantity * 1_000_000_000 : nil)
        text.plain((charge.isUsage ? charge.consumed.unit : "").utf8)
        // Nothing is known of discounts: every cost is the price book's.
        let unitPrice = charge.isUsage ? row.nanos : nil
        text.nanos(row.nanos)
        text.nanos(unitPrice)
        text.nanos(row.nanos)
        text.text(nil)
        text.text(charge.provider)
        text.nanos(row.nanos)
        text.nanos(unitPrice)
        text.plain((charge.isUsage ? "Standard" : "").utf8)
        text.nanos(charge.isUsage ? 1_000_000_000 : nil)
        text.plain((charge.isUsage ? "Requests" : "").utf8)
    }

    /// From ProviderName to SkuPriceId.
    private func appendService(_ row: CallRow, _ charge: FocusCharge, to text: inout CSVText) {
        text.text(charge.provider)
        text.text(charge.provider)
        for _ in 0..<5 { text.text(nil) }
        text.plain((charge.isModel ? "AI and Machine Learning" : "Other").utf8)
        text.text(charge.service)
        text.plain((charge.isModel ? "Generative AI" : "Other (Other)").utf8)
        let sku = charge.sku
        text.text(sku?.id)
        text.plain((sku == nil ? "" : "Requests").utf8)
        text.object(sku == nil ? JSONWriter(capacity: 0) : charge.priceDetails)
        text.text(sku?.price)
    }

    private func appendOwn(_ row: CallRow, to text: inout CSVText) {
        let context = row.call?.context
        text.text(context?.scope[.agent])
        text.plain((row.call?.id.description ?? "").utf8)
        text.plain((row.evidence?.rawValue ?? "").utf8)
        text.int(row.usage?.inputTokens)
        text.text(context?.modelRequested)
        text.int(row.usage?.outputTokens)
        text.text(context?.policyID)
        text.text(context?.priceBook)
        text.text(context?.principal)
        text.int(row.sequence)
        text.plain(row.entryHash)
        text.text(context?.scope[.run])
        text.text(context?.scope[.session])
    }
}
