extension Refusal {
    /// One sentence or two that name the budget, the numbers and the way out; may be shown to a
    /// stranger.
    public func text(in language: Language) -> String {
        switch code {
        case .overLimit, .allowanceExceeded, .expectedOverLimit:
            return lacksRoomText(in: language)
        case .thresholdReached: return passesShareText(in: language)
        case .paused:
            return language.one(
                "The budget \(name) is paused. Its owner can resume it.",
                "El presupuesto \(name) está en pausa. Su responsable puede reanudarlo.",
                "O orçamento \(name) está em pausa. O responsável pode retomá-lo."
            )
        case .frozen:
            return language.one(
                "The budget \(name) is frozen until an operator has looked at it.",
                "El presupuesto \(name) está congelado hasta que un operador lo revise.",
                "O orçamento \(name) está congelado até que um operador o verifique."
            )
        case .inFlight:
            return language.one(
                "A call with this idempotency key is still running.",
                "Una llamada con esta clave de idempotencia sigue en curso.",
                "Uma chamada com esta chave de idempotência ainda está em andamento."
            )
        case .alreadySettled:
            return language.one(
                "The call with this idempotency key is over and was charged.",
                "La llamada con esta clave de idempotencia terminó y fue cobrada.",
                "A chamada com esta chave de idempotência terminou e foi cobrada."
            )
        case .keyConflict:
            return language.one(
                "This idempotency key came before with another request.",
                "Esta clave de idempotencia ya llegó con otra solicitud.",
                "Esta chave de idempotência já veio com outra requisição."
            )
        case .approvalPending, .approvalDenied, .tooManyApprovals, .unknownApproval, .selfApproval:
            return approvalText(in: language)
        case .invalid:
            return language.one(
                "The call could cost more than any budget can hold.",
                "La llamada podría costar más de lo que cabe en cualquier presupuesto.",
                "A chamada poderia custar mais do que cabe em qualquer orçamento."
            )
        case .unknownBudget:
            return language.one(
                "The policy has just changed. Try again.",
                "La política acaba de cambiar. Inténtelo de nuevo.",
                "A política acabou de mudar. Tente de novo."
            )
        case .expired where holdID != nil || account == nil: return expiredText(in: language)
        case .rule: return ruleText(in: language)
        case .unmatched: return Verdict.unmatchedText(in: language)
        case .conflict, .expired, .unknownHold:
            return language.one(
                "The call was refused (\(code.rawValue)).",
                "La llamada fue rechazada (\(code.rawValue)).",
                "A chamada foi recusada (\(code.rawValue))."
            )
        }
    }

    /// The rule by which the kill switch refuses.
    package static let killRule = "kill"

    /// Whether the kill switch has refused it, and no rule of the policy.
    package var isKill: Bool { code == .rule && rule == Self.killRule }

    private func ruleText(in language: Language) -> String {
        if isKill {
            return language.one(
                "An operator has stopped what this call is for. Nothing was spent; an operator can "
                    + "let it go on in the console, and trying again before does not help.",
                "Un operador ha detenido aquello a lo que sirve esta llamada. No se gastó nada; un "
                    + "operador puede permitir que siga en la consola, y reintentar antes no sirve.",
                "Um operador parou aquilo a que esta chamada serve. Nada foi gasto; um operador pode "
                    + "deixar continuar no console, e tentar de novo antes disso não adianta."
            )
        }
        let name = rule.map { " (\"\(printable($0))\")" } ?? ""
        return language.one(
            "A rule of the policy\(name) does not allow this call.",
            "Una regla de la política\(name) no permite esta llamada.",
            "Uma regra da política\(name) não permite esta chamada."
        )
    }

    private func passesShareText(in language: Language) -> String {
        let share = shareText(thresholdBasisPoints ?? 10_000)
        return language.one(
            "This would take the budget \(name) past \(share) of its limit, where its policy "
                + "decides anew: \(shown(needed)) needed, \(shown(free)) of \(shown(limit)) free.",
            "Esto llevaría el presupuesto \(name) más allá del \(share) de su límite, donde su "
                + "política decide de nuevo: se necesitan \(shown(needed)), quedan "
                + "\(shown(free)) de \(shown(limit)).",
            "Isto levaria o orçamento \(name) além de \(share) do limite, onde a política decide "
                + "de novo: são necessários \(shown(needed)), restam \(shown(free)) de "
                + "\(shown(limit))."
        )
    }

    /// Why a call's time was over before it began: with the allowance that it was to be drawn from, or
    /// by a clock that has gone back.
    private func expiredText(in language: Language) -> String {
        guard holdID == nil else {
            return language.one(
                "The run's allowance is over.",
                "La asignación de la ejecución ha terminado.",
                "A alocação da execução terminou."
            )
        }
        return language.one(
            "The call's time was over before it began: this machine's clock is behind the "
                + "journal's last entry. Set the clock right; where it was once ahead, go on with "
                + "a new data folder or ledger.",
            "El tiempo de la llamada terminó antes de empezar: el reloj de esta máquina va por "
                + "detrás de la última entrada del diario. Ponga el reloj en hora; si antes estuvo "
                + "adelantado, siga con una carpeta de datos o un libro nuevos.",
            "O tempo da chamada acabou antes de começar: o relógio desta máquina está atrás da "
                + "última entrada do diário. Acerte o relógio; se ele já esteve adiantado, continue "
                + "com uma pasta de dados ou um livro novos."
        )
    }

    private func approvalText(in language: Language) -> String {
        switch code {
        case .approvalDenied:
            language.one(
                "This call needs an approval, which was denied.",
                "Esta llamada necesita una aprobación, que fue denegada.",
                "Esta chamada precisa de uma aprovação, que foi negada."
            )
        case .tooManyApprovals:
            language.one(
                "This call needs an approval, and too many are undecided already.",
                "Esta llamada necesita una aprobación, y ya hay demasiadas sin decidir.",
                "Esta chamada precisa de uma aprovação, e já há demasiadas sem decisão."
            )
        case .unknownApproval:
            language.one(
                "There is no such approval.",
                "No existe tal aprobación.",
                "Não existe tal aprovação."
            )
        case .selfApproval:
            language.one(
                "Nobody votes on a call of their own.",
                "Nadie vota sobre su propia llamada.",
                "Ninguém vota na própria chamada."
            )
        default:
            language.one(
                "This call needs an approval, which has been asked for.",
                "Esta llamada necesita una aprobación, que ya se ha pedido.",
                "Esta chamada precisa de uma aprovação, que já foi pedida."
            )
        }
    }

    private func lacksRoomText(in language: Language) -> String {
        let (need, rest, whole) = (shown(needed), shown(free), shown(limit))
        let isAllowance = code == .allowanceExceeded
        let besides = code == .expectedOverLimit
        return language.one(
            (isAllowance ? "The run's allowance" : "The budget")
                + " \(name) does not cover this call: \(need) needed, \(rest) of \(whole) free"
                + (besides ? " beside what running calls need." : "."),
            (isAllowance ? "La asignación de la ejecución" : "El presupuesto")
                + " \(name) no cubre esta llamada: se necesitan \(need), quedan \(rest) de \(whole)"
                + (besides ? " junto a lo que necesitan las llamadas en curso." : "."),
            (isAllowance ? "A alocação da execução" : "O orçamento")
                + " \(name) não cobre esta chamada: são necessários \(need), restam \(rest) de "
                + whole + (besides ? " ao lado do que as chamadas em curso precisam." : ".")
        )
    }

    /// The budget, and which of its accounts.
    private var name: String {
        guard let account else { return "" }
        let budget = "'\(printable(account.budget))'"
        return account.scope.isEmpty ? budget : "\(budget) (\(printable(account.scope)))"
    }

    private func shown(_ amount: Int64) -> String { BudgetUnit.shown(amount, unit) }
}

extension Warning {
    /// One sentence that names the budget, the share and the numbers.
    ///
    /// - Parameter unit: the budget's; nil where it is not known.
    public func text(unit: BudgetUnit?, in language: Language) -> String {
        let share = shareText(atBasisPoints)
        let scope = account.scope.isEmpty ? "" : " (\(printable(account.scope)))"
        let name = "'\(printable(account.budget))'" + scope
        let (spent, whole) = (BudgetUnit.shown(spent, unit), BudgetUnit.shown(limit, unit))
        return language.one(
            "The budget \(name) has passed \(share): \(spent) of \(whole) spent.",
            "El presupuesto \(name) ha superado el \(share): \(spent) de \(whole) gastados.",
            "O orçamento \(name) passou de \(share): \(spent) de \(whole) gastos."
        )
    }
}

extension BudgetUnit {
    /// An amount as people read it: `1.25 USD`, `500 tokens`, `1 call`, `3 credits (gpu)`.
    package static func shown(_ amount: Int64, _ unit: BudgetUnit?) -> String {
        func counted(_ name: String) -> String { "\(amount) \(name)\(amount == 1 ? "" : "s")" }
        return switch unit {
        case .money(let currency): "\(decimalText(nanos: amount)) \(currency)"
        case .tokens: counted("token")
        case .calls: counted("call")
        case .concurrent: counted("concurrent call")
        case .credits("default"), .credits("credits"): counted("credit")
        case .credits(let name): counted("credit") + " (\(printable(name)))"
        case nil: "\(amount)"
        }
    }
}

extension Language {
    /// The one of three texts that is in this language.
    package func one(_ english: String, _ spanish: String, _ portuguese: String) -> String {
        switch self {
        case .english: english
        case .spanish: spanish
        case .portuguese: portuguese
        }
    }
}
