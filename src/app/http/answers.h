// SPDX-License-Identifier: Apache-2.0
// The functions that answer routes: each reads what a request says besides who and why, and calls one method of
// Proofmark. docs/api/openapi.yaml describes what goes in and out.
#pragma once

#include <string>

#include "app/http/routes.h"

namespace proofmark::app::web {

base::Result<Reply> AnswerHealth(Call& call);
base::Result<Reply> AnswerReadiness(Call& call);
base::Result<Reply> AnswerOpenapi(Call& call);

base::Result<Reply> AnswerLogIn(Call& call);
base::Result<Reply> AnswerSession(Call& call);
base::Result<Reply> AnswerLogOut(Call& call);
base::Result<Reply> AnswerChangePassword(Call& call);

base::Result<Reply> AnswerBeginAuthenticator(Call& call);
base::Result<Reply> AnswerConfirmAuthenticator(Call& call);
base::Result<Reply> AnswerSessions(Call& call);
base::Result<Reply> AnswerEndSession(Call& call);
base::Result<Reply> AnswerEndOtherSessions(Call& call);
base::Result<Reply> AnswerTokens(Call& call);
base::Result<Reply> AnswerMakeToken(Call& call);
base::Result<Reply> AnswerRevokeToken(Call& call);
base::Result<Reply> AnswerAccounts(Call& call);
base::Result<Reply> AnswerOpenAccount(Call& call);
base::Result<Reply> AnswerCloseAccount(Call& call);
base::Result<Reply> AnswerReopenAccount(Call& call);
base::Result<Reply> AnswerGrantRole(Call& call);
base::Result<Reply> AnswerWithdrawRole(Call& call);
base::Result<Reply> AnswerRoles(Call& call);
base::Result<Reply> AnswerApprovals(Call& call);
base::Result<Reply> AnswerAskApproval(Call& call);
base::Result<Reply> AnswerApprove(Call& call);
base::Result<Reply> AnswerRefuse(Call& call);

base::Result<Reply> AnswerVocabulary(Call& call);
base::Result<Reply> AnswerReadMarks(Call& call);
base::Result<Reply> AnswerTrace(Call& call);
base::Result<Reply> AnswerFind(Call& call);
base::Result<Reply> AnswerItem(Call& call);
base::Result<Reply> AnswerTraceItem(Call& call);
base::Result<Reply> AnswerItemProof(Call& call);
base::Result<Reply> AnswerLinks(Call& call);
base::Result<Reply> AnswerWeapon(Call& call);
base::Result<Reply> AnswerCase(Call& call);
base::Result<Reply> AnswerCases(Call& call);
base::Result<Reply> AnswerHits(Call& call);
base::Result<Reply> AnswerHit(Call& call);
base::Result<Reply> AnswerAlerts(Call& call);
base::Result<Reply> AnswerStatistics(Call& call);

base::Result<Reply> AnswerImports(Call& call);
base::Result<Reply> AnswerBeginImport(Call& call);
base::Result<Reply> AnswerImport(Call& call);
base::Result<Reply> AnswerDiscardImport(Call& call);
base::Result<Reply> AnswerUploadImport(Call& call);
base::Result<Reply> AnswerImportOutline(Call& call);
base::Result<Reply> AnswerCheckImport(Call& call);
base::Result<Reply> AnswerRunImport(Call& call);
base::Result<Reply> AnswerCancelImport(Call& call);
base::Result<Reply> AnswerImportFaults(Call& call);
base::Result<Reply> AnswerImportFile(Call& call);

base::Result<Reply> AnswerCommand(Call& call);
base::Result<Reply> AnswerAttachFile(Call& call);
base::Result<Reply> AnswerFile(Call& call);

base::Result<Reply> AnswerAccess(Call& call);
base::Result<Reply> AnswerWhy(Call& call);
base::Result<Reply> AnswerCheckpoint(Call& call);
base::Result<Reply> AnswerProof(Call& call);

}  // namespace proofmark::app::web
