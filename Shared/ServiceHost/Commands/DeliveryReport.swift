internal import Kernel
internal import Postgres

/// A page of what `outbox list` shows.
struct DeliveryReport: Codable, Hashable, Sendable {
  /// One delivery; without the payload.
  struct Delivery: Codable, Hashable, Sendable {
    var sequence: Int64
    var eventID: String
    var organization: String
    var destination: String
    var subject: String
    var type: String
    var parked: Bool
    var attempts: Int
    var refusals: Int
    /// Why the last attempt failed; absent when there was none.
    var errorCode: String?
    /// When the event was written, as RFC 3339.
    var createTime: String
    /// How long ago that was.
    var ageSeconds: Int64
  }

  var service: String
  var deliveries: [Delivery]
  /// What `--after` takes for the next page; absent on the last one.
  var nextAfter: Int64?

  /// Makes a report.
  ///
  /// A page with as many deliveries as were asked for may not be the last one.
  init(service: String, deliveries: [OutboxDelivery], limit: Int, now: Timestamp) {
    self.service = service
    self.deliveries = deliveries.map { delivery in
      Delivery(
        sequence: delivery.sequence, eventID: "\(delivery.eventID)",
        organization: delivery.organization.rawValue, destination: delivery.destination,
        subject: delivery.subject, type: delivery.type, parked: delivery.isParked,
        attempts: delivery.attempts, refusals: delivery.refusals, errorCode: delivery.errorCode,
        createTime: delivery.createTime.rfc3339,
        ageSeconds: max(.zero, now.duration(since: delivery.createTime)).components.seconds)
    }
    nextAfter = deliveries.count >= limit ? deliveries.last?.sequence : nil
  }

  /// A table for people.
  var text: String {
    guard !deliveries.isEmpty else { return "There is nothing to show.\n" }
    var table = TextTable(columns: [
      TextTable.Column("Sequence", .right), TextTable.Column("Event"),
      TextTable.Column("Organization"), TextTable.Column("Destination"),
      TextTable.Column("Subject"), TextTable.Column("Type"), TextTable.Column("State"),
      TextTable.Column("Attempts", .right), TextTable.Column("Refusals", .right),
      TextTable.Column("Error"), TextTable.Column("Age", .right),
    ])
    for delivery in deliveries {
      table.append([
        "\(delivery.sequence)", delivery.eventID, delivery.organization, delivery.destination,
        delivery.subject, delivery.type, delivery.parked ? "parked" : "waiting",
        "\(delivery.attempts)", "\(delivery.refusals)", delivery.errorCode ?? "-",
        OutboxReport.age(seconds: delivery.ageSeconds),
      ])
    }
    let next = nextAfter.map { "There may be more: --after \($0)\n" } ?? ""
    return table.rendered() + next
  }
}

/// What `outbox redrive` did.
struct RedriveReport: Codable, Hashable, Sendable {
  var service: String
  /// How many deliveries are due again.
  var redriven: Int

  /// A sentence for people.
  var text: String {
    switch redriven {
    case 0: "No such delivery is parked.\n"
    case 1: "1 delivery is due again.\n"
    default: "\(redriven) deliveries are due again.\n"
    }
  }
}

/// What `outbox discard` did.
struct DiscardReport: Codable, Hashable, Sendable {
  var service: String
  var eventID: String
  var destination: String

  /// A sentence for people.
  var text: String {
    "The event \(eventID) will not go to \(destination); later ones of its subject go on.\n"
  }
}
