internal import CoachingDomain
internal import Kernel
internal import Postgres

/// What the lists of appointments have in common: parameters 1 to 5.
///
/// There is a statement for each kind of caller, because one condition for all would keep
/// PostgreSQL from using the indexes.
struct AppointmentRange {
  static let sql = """
    a.organization_id = $1 AND (a.create_time, a.appointment_id) > ($2, $3)
    AND ($4::boolean IS NULL
      OR (a.facilitator_id IS NOT NULL AND a.start_time IS NOT NULL) = $4)
    """

  static let order = """
    ORDER BY a.create_time, a.appointment_id
    LIMIT $5
    """

  var organization: OrganizationID
  /// `nil` for appointments in all states.
  var isScheduled: Bool?
  var position: ListPosition
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(position.time)
    bindings.append(position.id)
    bindings.append(isScheduled)
    bindings.append(rows)
  }
}

/// Reads everybody's appointments, oldest first.
struct SelectAppointments: Query {
  static let sql = """
    SELECT \(AppointmentRow.columns)
    FROM coaching.appointment AS a
    \(AppointmentRow.details)
    WHERE \(AppointmentRange.sql)
    \(AppointmentRange.order)
    """
  var range: AppointmentRange

  func bind(to bindings: inout Bindings) {
    range.bind(to: &bindings)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CoachingAppointment {
    try AppointmentRow.decode(&row)
  }
}

/// The appointments that a caller sees: parameter 1, the visibility as parameters 6 to 10, and who
/// calls as parameter 11.
enum VisibleAppointments {
  // The people of $7 and $11 are seen even before the directory has told of them.
  static let sql = """
    SELECT e.appointment_id
    FROM coaching.attendee AS e
    WHERE e.organization_id = $1 AND e.person_id IN (
      SELECT v.person_id FROM coaching.visible_member($1, $6, $7, $8, $9, $10) AS v
      UNION SELECT p.person_id FROM unnest($7::text[]) AS p (person_id)
      UNION SELECT $11)
    UNION
    SELECT l.appointment_id
    FROM coaching.appointment AS l
    WHERE l.organization_id = $1 AND l.facilitator_id = $11
    """
}

/// Reads the appointments that the caller may see, oldest first.
struct SelectVisibleAppointments: Query {
  static let sql = """
    SELECT \(AppointmentRow.columns)
    FROM coaching.appointment AS a
    \(AppointmentRow.details)
    WHERE \(AppointmentRange.sql) AND a.appointment_id IN (\(VisibleAppointments.sql))
    \(AppointmentRange.order)
    """
  var visibility: Visibility
  var participant: PersonID?
  var range: AppointmentRange

  func bind(to bindings: inout Bindings) {
    range.bind(to: &bindings)
    bindings.append(visibility)
    bindings.append(participant)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CoachingAppointment {
    try AppointmentRow.decode(&row)
  }
}

/// Reads the appointments of one attendee that the caller may see, oldest first.
struct SelectAppointmentsOfAttendee: Query {
  static let sql = """
    SELECT \(AppointmentRow.columns)
    FROM coaching.attendee AS o
    JOIN coaching.appointment AS a
      ON a.organization_id = o.organization_id AND a.appointment_id = o.appointment_id
    \(AppointmentRow.details)
    WHERE \(AppointmentRange.sql) AND o.organization_id = $1 AND o.person_id = $12
      AND ($6 OR a.appointment_id IN (\(VisibleAppointments.sql)))
    \(AppointmentRange.order)
    """
  var attendee: PersonID
  var visibility: Visibility
  var participant: PersonID?
  var range: AppointmentRange

  func bind(to bindings: inout Bindings) {
    range.bind(to: &bindings)
    bindings.append(visibility)
    bindings.append(participant)
    bindings.append(attendee)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> CoachingAppointment {
    try AppointmentRow.decode(&row)
  }
}
