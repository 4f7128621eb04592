/* What is in the tree at the start. */
#ifndef RUNTIME_FILES_STANDARD_H
#define RUNTIME_FILES_STANDARD_H

#include "files/tree.h"

#define STANDARD_JOB_FOLDER "job"

void standard_files(struct node *root);

#endif
