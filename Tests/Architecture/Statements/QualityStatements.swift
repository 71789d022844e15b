import Postgres

@testable import QualityStore

/// Every statement of the store of quality; a rule compares the list with the sources.
let qualityStatements: [any Statement.Type] = [
  InsertEvaluations.self,
  InsertForm.self,
  InsertInteractions.self,
  LockEvaluation.self,
  LockForm.self,
  SelectCandidates.self,
  SelectEvaluation.self,
  SelectEvaluations.self,
  SelectForm.self,
  SelectForms.self,
  SelectInteraction.self,
  SelectInteractions.self,
  SelectMemberExists.self,
  SelectWorkday.self,
  SummarizeInteractions.self,
  UpdateFormPublication.self,
  UpdateRelease.self,
  UpdateSubmission.self,
]
