internal import OperatorDomain

/// Tells what an import did.
enum ImportReport {
  static func text(_ outcome: ImportOutcome) -> String {
    let summary = outcome.summary
    let seconds = outcome.duration / .seconds(1)
    let rate = seconds > 0 ? Double(summary.rows) / seconds : 0
    var text =
      "\(number(summary.rows)) rows in \(DurationText.seconds(outcome.duration)) "
      + "(\(NumberText.decimal(rate, fractionDigits: 0)) rows/s): "
      + "\(number(summary.handledInteractions)) handled interactions of "
      + "\(number(summary.agents)) agents on \(number(summary.dates)) dates\n"
    text += line("interactions", outcome.interactions)
    text += line("people, queues, divisions", outcome.directoryEntries)
    text += line("facts", outcome.facts)
    let remarks = [
      (summary.errors, "refused lines; see above"),
      (summary.duplicates, "lines that repeat an earlier one, left out"),
      (summary.inconsistentRows, "calls whose times contradict each other; seconds were taken"),
    ]
    for (count, remark) in remarks where count > 0 { text += "  \(number(count)) \(remark)\n" }
    return text
  }

  private static func line(_ name: String, _ tally: ImportOutcome.Tally) -> String {
    var parts = [
      "\(NumberText.whole(tally.created)) new",
      "\(NumberText.whole(tally.unchanged)) already there",
    ]
    if tally.updated > 0 { parts.append("\(NumberText.whole(tally.updated)) changed") }
    if tally.refused > 0 { parts.append("\(NumberText.whole(tally.refused)) refused") }
    return "  \(name): \(parts.joined(separator: ", "))\n"
  }

  private static func number(_ value: Int) -> String { NumberText.whole(Int64(value)) }
}
