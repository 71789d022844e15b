internal import OperatorDomain

/// Tells what an import did.
enum ImportReport {
  static func text(_ outcome: ImportOutcome) -> String {
    let summary = outcome.summary
    let seconds = outcome.duration / .seconds(1)
    let rate = seconds > 0 ? Double(summary.rows) / seconds : 0
    var text =
      "\(NumberText.counted(summary.rows, "row")) in \(DurationText.seconds(outcome.duration)) "
      + "(\(NumberText.decimal(rate, fractionDigits: 0)) rows/s): "
      + "\(NumberText.counted(summary.handledInteractions, "handled interaction")) of "
      + "\(NumberText.counted(summary.agents, "agent")) on "
      + "\(NumberText.counted(summary.dates, "date"))\n"
    text += line("interactions", outcome.interactions)
    text += line("people, queues, divisions", outcome.directoryEntries)
    text += line("facts", outcome.facts)
    let remarks = [
      (summary.errors, "refused line", "; see above"),
      (summary.duplicates, "repeated line", ", left out"),
      (summary.inconsistentRows, "call", " with contradicting times; seconds were taken"),
    ]
    for (count, what, remark) in remarks where count > 0 {
      text += "  \(NumberText.counted(count, what))\(remark)\n"
    }
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
}
