import Postgres

@testable import LearningStore

/// Every statement of the store of learning; a rule compares the list with the sources.
let learningStatements: [any Statement.Type] = [
  CompleteAssignment.self,
  InsertAssignments.self,
  InsertModule.self,
  InsertModuleBindings.self,
  InsertOrSelectAssignment.self,
  LockAssignment.self,
  LockModule.self,
  SelectAssignment.self,
  SelectAssignments.self,
  SelectAssignmentsOfPerson.self,
  SelectBoundModules.self,
  SelectModule.self,
  SelectModules.self,
  SelectVisibleAssignments.self,
  UpdateModuleVersion.self,
]
