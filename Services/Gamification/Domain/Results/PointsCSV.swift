internal import Kernel

/// Exported points as comma-separated values (RFC 4180).
package enum PointsCSV {
  /// The columns, in their order.
  package static let columns = [
    "workday", "person_id", "display_name", "division_id", "team_id", "profile_id",
    "profile_metric_id", "metric_definition_id", "metric_display_name", "metric_version", "unit",
    "dividend", "divisor", "value", "points", "points_max", "held_points", "finality",
  ]

  /// The line that names the columns.
  package static var header: String { line(of: columns) }

  /// The line of a row.
  package static func line(of row: ExportedRow) -> String {
    let (day, outcome) = (row.day, row.outcome)
    return line(of: [
      day.result.workday.description, day.person.rawValue, day.displayName,
      day.placement.division?.rawValue ?? "", day.placement.team?.rawValue ?? "",
      day.result.profile?.description ?? "", outcome.metric.description,
      row.rule?.definition.id ?? "", row.rule?.label.displayName ?? "", String(outcome.version),
      row.rule?.definition.unit.rawValue ?? "", String(outcome.amounts.dividend),
      String(outcome.amounts.divisor), row.value.map { String($0) } ?? "",
      text(of: outcome.points), text(of: outcome.pointsMax), text(of: outcome.heldPoints),
      row.finality.rawValue,
    ])
  }

  private static func line(of fields: [String]) -> String {
    fields.map { quoted($0) }.joined(separator: ",") + "\r\n"
  }

  /// A field; in quotes where it could be taken for something else.
  private static func quoted(_ field: String) -> String {
    let isPlain = field.utf8.allSatisfy { byte in
      byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\r")
        && byte != UInt8(ascii: "\n")
    }
    if isPlain { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// An amount with two decimal places.
  private static func text(of points: Points) -> String {
    let magnitude = points.hundredths.magnitude
    let fraction = magnitude % 100
    return "\(points.hundredths < 0 ? "-" : "")\(magnitude / 100)."
      + (fraction < 10 ? "0" : "") + String(fraction)
  }
}
