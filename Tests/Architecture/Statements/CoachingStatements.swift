import Postgres

@testable import CoachingStore

/// Every statement of the store of coaching; a rule compares the list with the sources.
let coachingStatements: [any Statement.Type] = [
  InsertAppointment.self,
  InsertAttendees.self,
  InsertFailedQuestions.self,
  LockAppointment.self,
  SelectAppointment.self,
  SelectAppointments.self,
  SelectAppointmentsOfAttendee.self,
  SelectVisibleAppointments.self,
  UpdateSchedule.self,
]
