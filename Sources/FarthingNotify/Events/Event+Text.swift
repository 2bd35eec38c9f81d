import FarthingCore

extension Event {
    /// The event in one sentence, for logs and people.
    package var text: String {
        switch type {
        case .budgetWarning, .budgetExhausted, .budgetPaused, .budgetResumed, .budgetFrozen,
            .budgetUnfrozen, .budgetToppedUp, .budgetReset:
            return budgetText
        case .callRefused:
            let rule = detail("rule").map { " (\(language.one("rule", "regla", "regra")) \($0))" }
            let by = budget == nil ? rule ?? "" : " (\(account))"
            let code = detail("code") ?? "?"
            return language.one(
                "a call was refused: \(code)\(by)",
                "se rechazó una llamada: \(code)\(by)",
                "uma chamada foi recusada: \(code)\(by)"
            )
        case .policyChanged:
            let policy = detail("policy_id") ?? "?"
            return language.one(
                "the policy \(policy) is in force in a new version",
                "la política \(policy) está en vigor en una versión nueva",
                "a política \(policy) está em vigor em uma nova versão"
            )
        case .alertBurnRate, .alertExhaustion, .alertUnaccounted: return alertText
        case .webhookTest:
            return language.one(
                "this is a test of the webhook",
                "esto es una prueba del webhook",
                "este é um teste do webhook"
            )
        default: return approvalText
        }
    }

    private var alertText: String {
        let (one, whole) = (shown(spent), shown(limit))
        switch type {
        case .alertBurnRate:
            let rate = number("rate_percent").map { "\($0) %" } ?? "?"
            return language.one(
                "\(account) spends at \(rate) of the pace that its limit bears: \(one) of \(whole) "
                    + "spent",
                "\(account) gasta al \(rate) del ritmo que su límite soporta: \(one) de \(whole) "
                    + "gastados",
                "\(account) gasta a \(rate) do ritmo que o limite suporta: \(one) de \(whole) gastos"
            )
        case .alertExhaustion:
            let time = detail("used_up") ?? "?"
            return language.one(
                "\(account) will be used up at \(time): \(one) of \(whole) spent",
                "\(account) se agotará a las \(time): \(one) de \(whole) gastados",
                "\(account) se esgotará às \(time): \(one) de \(whole) gastos"
            )
        default:
            return language.one(
                "\(one) were charged today of which nobody knows whether they were billed",
                "hoy se cobraron \(one) de los que nadie sabe si se facturaron",
                "hoje foram cobrados \(one) dos quais ninguém sabe se foram faturados"
            )
        }
    }

    private var budgetText: String {
        let (one, whole) = (shown(spent), shown(limit))
        switch type {
        case .budgetWarning:
            return language.one(
                "\(account) has passed \(share) of its limit: \(one) of \(whole) spent",
                "\(account) ha superado el \(share) de su límite: \(one) de \(whole) gastados",
                "\(account) passou de \(share) do limite: \(one) de \(whole) gastos"
            )
        case .budgetExhausted:
            return language.one(
                "\(account) refuses calls: one needed \(shown(needed)), with \(one) spent and "
                    + "\(shown(held)) held of \(whole)",
                "\(account) rechaza llamadas: una necesitaba \(shown(needed)), con \(one) gastados y "
                    + "\(shown(held)) retenidos de \(whole)",
                "\(account) recusa chamadas: uma precisava de \(shown(needed)), com \(one) gastos e "
                    + "\(shown(held)) reservados de \(whole)"
            )
        case .budgetPaused:
            return language.one(
                "\(account) is paused\(reason)",
                "\(account) está en pausa\(reason)",
                "\(account) está em pausa\(reason)"
            )
        case .budgetResumed:
            return language.one(
                "\(account) takes calls again\(reason)",
                "\(account) acepta llamadas de nuevo\(reason)",
                "\(account) aceita chamadas de novo\(reason)"
            )
        case .budgetFrozen:
            return language.one(
                "\(account) is frozen\(reason)",
                "\(account) está congelado\(reason)",
                "\(account) está congelado\(reason)"
            )
        case .budgetUnfrozen:
            return language.one(
                "\(account) is no longer frozen\(reason)",
                "\(account) ya no está congelado\(reason)",
                "\(account) não está mais congelado\(reason)"
            )
        case .budgetToppedUp:
            return language.one(
                "\(account) was topped up by \(shown(amount))\(reason)",
                "\(account) recibió \(shown(amount)) más\(reason)",
                "\(account) recebeu mais \(shown(amount))\(reason)"
            )
        default:
            return language.one(
                "\(account) begins anew at zero\(reason)",
                "\(account) empieza de nuevo en cero\(reason)",
                "\(account) recomeça do zero\(reason)"
            )
        }
    }

    private var approvalText: String {
        switch type {
        case .approvalRequested:
            return language.one(
                "approval \(approval) is asked of \(group ?? "?")\(ofWhat)",
                "se pide a \(group ?? "?") la aprobación \(approval)\(ofWhat)",
                "pede-se a \(group ?? "?") a aprovação \(approval)\(ofWhat)"
            )
        case .approvalVoted:
            let vote = detail("vote") ?? ""
            return language.one(
                "approval \(approval) has a vote \(vote)\(reason)",
                "la aprobación \(approval) tiene un voto \(vote)\(reason)",
                "a aprovação \(approval) tem um voto \(vote)\(reason)"
            )
        case .approvalGranted:
            return language.one(
                "approval \(approval) is granted\(ofWhat)",
                "la aprobación \(approval) está concedida\(ofWhat)",
                "a aprovação \(approval) foi concedida\(ofWhat)"
            )
        case .approvalDenied:
            return language.one(
                "approval \(approval) is denied\(reason)",
                "la aprobación \(approval) está denegada\(reason)",
                "a aprovação \(approval) foi negada\(reason)"
            )
        case .approvalExpired:
            return language.one(
                "approval \(approval) has expired",
                "la aprobación \(approval) ha caducado",
                "a aprovação \(approval) expirou"
            )
        default:
            return language.one(
                "approval \(approval) is withdrawn\(reason)",
                "la aprobación \(approval) fue retirada\(reason)",
                "a aprovação \(approval) foi retirada\(reason)"
            )
        }
    }

    private var account: String {
        let word = language.one("budget", "el presupuesto", "o orçamento")
        let name = "\(word) \(budget ?? "?")"
        guard let scope, !scope.isEmpty else { return name }
        return "\(name) (\(scope))"
    }

    private var reason: String { note.isEmpty ? "" : ": \(note)" }

    private var approval: String { detail("approval") ?? "?" }

    private var ofWhat: String {
        guard amount != nil else { return "" }
        return " " + language.one("for", "por", "de") + " \(shown(amount))"
    }

    private var share: String {
        let points = shareBasisPoints ?? 0
        let part = points % 100
        return "\(points / 100)" + (part == 0 ? "" : ".\(part < 10 ? "0" : "")\(part)") + " %"
    }

    private func detail(_ name: String) -> String? {
        guard case .text(let text)? = details.first(where: { $0.name == name })?.value else {
            return nil
        }
        return text
    }

    private func number(_ name: String) -> Int64? {
        guard case .number(let number)? = details.first(where: { $0.name == name })?.value else {
            return nil
        }
        return number
    }

    private func shown(_ amount: Int64?) -> String {
        guard let amount else { return "?" }
        switch unit {
        case .money(let currency): return "\(Self.decimal(nanos: amount)) \(currency)"
        case .some(let unit): return "\(amount) \(unit.name)"
        case nil: return "\(amount)"
        }
    }

    /// Nanos with at least two digits after the point and no needless zeros.
    private static func decimal(nanos: Int64) -> String {
        let part = String(nanos.magnitude % 1_000_000_000)
        var digits = String(repeating: "0", count: 9 - part.utf8.count) + part
        while digits.utf8.count > 2, digits.hasSuffix("0") { digits.removeLast() }
        return "\(nanos < 0 ? "-" : "")\(nanos.magnitude / 1_000_000_000).\(digits)"
    }
}
