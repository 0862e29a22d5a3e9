package request

var ApprovingAccounts = approvingAccounts
