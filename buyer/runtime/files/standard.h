/* What is in the tree at the start. */
#ifndef RUNTIME_FILES_STANDARD_H
#define RUNTIME_FILES_STANDARD_H

#include "files/tree.h"

#define STANDARD_JOB_FOLDER "job"

/* The program's own path, which /proc/self/exe leads to. */
const char *standard_executable(void);

void standard_files(struct node *root);

#endif
